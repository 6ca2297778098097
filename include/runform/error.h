/** Errors: few codes, each naming who is at fault, and one line of text for a person.
 *
 * Every function that can fail returns 0 (done), a positive count, or one of the negative codes below; none ends the program, none prints.
 * Where a `rf_why` is given it then holds one complete line: what was read or written, where in it, what is wrong and what to do about it.
 */
#ifndef RUNFORM_ERROR_H
#define RUNFORM_ERROR_H

#if defined(__GNUC__)
#define RF_MUST_CHECK   __attribute__((warn_unused_result))
#define RF_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define RF_MUST_CHECK
#define RF_PRINTF(f, a)
#endif
#if defined(__GNUC__) && __GNUC__ >= 4
#define RF_API __attribute__((visibility("default")))
#else
#define RF_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** What went wrong, and whose fault it is. Codes are never renumbered; new ones may come, so treat any negative number as a failure. */
enum rf_error {
    RF_OK = 0,             /**< done */
    RF_ERR_ARG = -1,       /**< the caller's mistake: a null pointer, a value out of range, calls out of order */
    RF_ERR_DATA = -2,      /**< the input is not what it should be */
    RF_ERR_NOMEM = -3,     /**< no memory */
    RF_ERR_READ = -4,      /**< the system could not read: no such file, no permission, a device error */
    RF_ERR_WRITE = -5,     /**< the system could not write: full disk, missing folder, no permission */
    RF_ERR_REFUSED = -6,   /**< readable, but not something that runform can analyse; the reason says what it is */
    RF_ERR_NO_SAMPLES = -7 /**< no recording at all: a truth table, a list, a page of text */
};

/** One line for a person, UTF-8, without a line end. Holds the first reason only: later ones do not overwrite it, so begin with `rf_why why = { "" }`. */
typedef struct rf_why {
    char text[512]; /**< "" while there is none */
} rf_why;

/** The code's own short text, never NULL; static storage, any thread. */
RF_API const char *rf_error_text(int code);

/** Note a reason and return `code`, so that a failing path is one statement.
 *
 * @param why     where it goes; NULL: nowhere. A reason already there stays. What is longer than its room is cut; what is no UTF-8 becomes `?`.
 * @param code    a negative code, returned as it is
 * @param format  as of printf
 */
RF_API int rf_fail(rf_why *why, int code, const char *format, ...) RF_PRINTF(3, 4);

#ifdef __cplusplus
}
#endif
#endif

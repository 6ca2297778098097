/* What the worn sensors can and cannot answer, by the table of worn.def. */
#ifndef RF_WORN_H
#define RF_WORN_H

#include "runform/session.h"

typedef enum rf_answer { RF_ANSWER_NO, RF_ANSWER_PARTLY, RF_ANSWER_YES, RF_ANSWER_TOLD } rf_answer;

/* TOLD: it is read from the list of sessions or from notes, whatever is worn. A pattern that was judged was answered. */
rf_answer rf_worn_answers(const rf_result *r, const rf_finding *f);

#endif

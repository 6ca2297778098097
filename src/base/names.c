/* The words for placements and sides, and the words that people use instead. */
#include <string.h>

#include "base/base.h"
#include "base/names.h"
#include "runform/sample.h"

static const char *const placement_name[RF_PLACE_COUNT] = { "unknown", "foot", "shank", "thigh", "pelvis", "trunk", "pocket", "wrist" };
static const char *const side_name[] = { "", "left", "right", "middle" };

static const struct {
    const char *word;
    rf_placement p;
} synonym[] = {
    { "sacrum", RF_PLACE_PELVIS }, { "waist", RF_PLACE_PELVIS }, { "hip", RF_PLACE_PELVIS },  { "chest", RF_PLACE_TRUNK },
    { "back", RF_PLACE_TRUNK },    { "ankle", RF_PLACE_SHANK },  { "tibia", RF_PLACE_SHANK }, { "shin", RF_PLACE_SHANK },
};

const char *rf_placement_name(rf_placement p)
{
    return (unsigned)p < RF_PLACE_COUNT ? placement_name[p] : placement_name[0];
}

const char *rf_side_name(rf_side s)
{
    return (unsigned)s < RF_COUNT(side_name) ? side_name[s] : "";
}

rf_placement rf_placement_from_word(const char *word)
{
    for (int i = 1; i < RF_PLACE_COUNT; i++)
        if (!strcmp(word, placement_name[i]))
            return (rf_placement)i;
    for (size_t i = 0; i < RF_COUNT(synonym); i++)
        if (!strcmp(word, synonym[i].word))
            return synonym[i].p;
    return RF_PLACE_UNKNOWN;
}

rf_side rf_side_from_word(const char *word)
{
    for (size_t i = 1; i < RF_COUNT(side_name); i++)
        if (!strcmp(word, side_name[i]))
            return (rf_side)i;
    return RF_SIDE_UNKNOWN;
}

const char *rf_placement_synonym(size_t i, rf_placement *p)
{
    if (i >= RF_COUNT(synonym))
        return NULL;
    *p = synonym[i].p;
    return synonym[i].word;
}

/* ---- words of any case, and names of files ------------------------------------------------------------------------------------------ */

enum { LONGEST_WORD = 15 };

static bool lower(char out[LONGEST_WORD + 1], const char *word, size_t length)
{
    if (length == 0 || length > LONGEST_WORD)
        return false;
    for (size_t i = 0; i < length; i++)
        out[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] - 'A' + 'a' : word[i]);
    out[length] = '\0';
    return true;
}

rf_placement rf_placement_word(const char *word, size_t length)
{
    char w[LONGEST_WORD + 1];

    return lower(w, word, length) ? rf_placement_from_word(w) : RF_PLACE_UNKNOWN;
}

rf_side rf_side_word(const char *word, size_t length)
{
    char w[LONGEST_WORD + 1];

    return lower(w, word, length) ? rf_side_from_word(w) : RF_SIDE_UNKNOWN;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z');
}

/* The next run of letters, cut before a capital that follows a small letter ("LeftFoot"). @return its length, 0 at the end. */
static size_t next_word(const char **p)
{
    const char *s = *p;
    size_t n = 0;

    while (*s && !is_letter(*s))
        s++;
    *p = s;
    while (is_letter(s[n]) && !(n > 0 && is_upper(s[n]) && !is_upper(s[n - 1])))
        n++;
    return n;
}

bool rf_place_in_name(const char *path, rf_placement *placement, rf_side *side)
{
    const char *slash = strrchr(path, '/'), *p = slash ? slash + 1 : path, *ending = strchr(p, '.');
    bool two_places = false, two_sides = false, alone = true;

    *placement = RF_PLACE_UNKNOWN;
    *side = RF_SIDE_UNKNOWN;
    for (const char *q = p; *q && q != ending; q++)
        alone = alone && !(*q >= '0' && *q <= '9');
    for (size_t n; (n = next_word(&p)) > 0; p += n) {
        const rf_placement a = rf_placement_word(p, n);
        const rf_side b = rf_side_word(p, n);

        two_places |= a != RF_PLACE_UNKNOWN && *placement != RF_PLACE_UNKNOWN && a != *placement;
        two_sides |= b != RF_SIDE_UNKNOWN && *side != RF_SIDE_UNKNOWN && b != *side;
        *placement = a != RF_PLACE_UNKNOWN ? a : *placement;
        *side = b != RF_SIDE_UNKNOWN ? b : *side;
        alone = alone && (a != RF_PLACE_UNKNOWN || b != RF_SIDE_UNKNOWN || (ending && p > ending));
    }
    *placement = two_places ? RF_PLACE_UNKNOWN : *placement;
    *side = two_sides ? RF_SIDE_UNKNOWN : *side;
    return alone && *placement != RF_PLACE_UNKNOWN;
}

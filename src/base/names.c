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
    { "sacrum", RF_PLACE_PELVIS }, { "waist", RF_PLACE_PELVIS }, { "hip", RF_PLACE_PELVIS }, { "chest", RF_PLACE_TRUNK },
    { "back", RF_PLACE_TRUNK },    { "ankle", RF_PLACE_SHANK },  { "tibia", RF_PLACE_SHANK },
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

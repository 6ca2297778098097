typedef int rf_empty_unit;

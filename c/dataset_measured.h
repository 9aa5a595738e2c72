/** Data sets that were measured, not drawn. tests/data/README.md names their sources and licences. */
#ifndef NN_DATASET_MEASURED_H
#define NN_DATASET_MEASURED_H

#include <stddef.h>
#include <stdint.h>

enum { NN_MEASURED_MAX_ROWS = 342, NN_MEASURED_MAX_CLASSES = 3 };

typedef struct nn_measured {
    size_t n_columns;
    const uint16_t *tenths;                     /* [rows × n_columns] row by row, class by class, in tenths of the column's unit */
    size_t class_ends[NN_MEASURED_MAX_CLASSES]; /* the row after the last of each class */
} nn_measured;

extern const nn_measured nn_measured_iris, nn_measured_penguins;

#endif

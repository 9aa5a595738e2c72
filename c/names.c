/** One way to every name: each comes from the table of the file that owns its enum, so that a new one is written once. */
#include "internal.h"

static const char *activation_name(size_t index) {
    const nn_activation_entry *entry = nn_activation_table(index);
    return entry ? entry->name : NULL;
}
static const char *loss_name(size_t index) {
    const nn_loss_entry *entry = nn_loss_table(index);
    return entry ? entry->name : NULL;
}

static const char *(*const names[NN_N_KINDS])(size_t) = {
    [NN_KIND_ACTIVATION] = activation_name,
    [NN_KIND_LOSS] = loss_name,
    [NN_KIND_SCHEME] = nn_scheme_name,
    [NN_KIND_OPTIMIZER] = nn_optimizer_name,
    [NN_KIND_DATASET] = nn_dataset_name,
    [NN_KIND_SURFACE] = nn_surface_name,
    [NN_KIND_CAUSE] = nn_cause_name,
    [NN_KIND_SCHEDULE] = nn_schedule_name,
    [NN_KIND_OP] = nn_op_name,
    [NN_KIND_FAULT] = nn_fault_name,
};

const char *nn_name(nn_kind kind, size_t index) {
    return (unsigned)kind < NN_N_KINDS ? names[kind](index) : NULL;
}

/** What each status means, in words. */
#include "nn.h"

static const char *const messages[NN_N_STATUS] = {
    [NN_OK] = "All is well.",
    [NN_DIVERGED] = "A loss or a parameter became infinite or NaN; the last finite state stands.",
    [NN_OUT_OF_MEMORY] = "There is not enough memory; nothing was kept.",
    [NN_BAD_SHAPE] = "Sizes do not fit together, or one of them is zero.",
    [NN_TOO_LARGE] = "A size is above its limit.",
    [NN_BAD_VALUE] = "A number is infinite, NaN or outside its range.",
    [NN_BAD_NAME] = "There is no activation, loss, scheme, optimiser, schedule, data set or surface of that number.",
    [NN_BAD_TEXT] = "The text is not what it should be; its error says where, and what was expected there.",
};

const char *nn_status_message(nn_status status) {
    return (unsigned)status < NN_N_STATUS ? messages[status] : "Unknown status.";
}

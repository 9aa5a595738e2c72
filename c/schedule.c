/** The learning rate's schedule: a warm-up, then a course. Every step's rate follows from its number alone, so a run may be cut anywhere. */
#include "internal.h"

const char *nn_schedule_name(size_t index) {
    static const char *const names[NN_N_SCHEDULES] = {"constant", "step", "cosine"};
    return index < NN_N_SCHEDULES ? names[index] : NULL;
}

nn_status nn_schedule_check(const nn_schedule *schedule) {
    if ((size_t)schedule->kind >= NN_N_SCHEDULES)
        return NN_BAD_NAME;
    const bool has_course = schedule->kind != NN_SCHEDULE_CONSTANT;
    const bool valid = !has_course || (schedule->period > 0 && nn_is_at_least_zero(schedule->factor));
    return valid ? NN_OK : NN_BAD_VALUE;
}

/** (1 + cos πt)/2 for t in 0 … 1, as sin²(π(1 − t)/2), which nothing cancels in near t = 1. */
static double cosine_share(double t) {
    const double sine = (double)nn_sin((float)((1 - t) * 1.57079632679489662));
    return sine * sine;
}

/** Share of the rate j steps after the warm-up. */
static double course(const nn_schedule *schedule, size_t j) {
    const double factor = (double)schedule->factor;
    switch (schedule->kind) {
    case NN_SCHEDULE_STEP:
        return nn_power(factor, j / schedule->period);
    case NN_SCHEDULE_COSINE:
        return j < schedule->period ? factor + (1 - factor) * cosine_share((double)j / (double)schedule->period) : factor;
    default:
        return 1;
    }
}

float nn_learning_rate_at(const nn_optimizer *optimizer, size_t step) {
    const nn_schedule *schedule = &optimizer->schedule;
    const double rate = (double)optimizer->learning_rate;
    if (step < schedule->warm_up)
        return (float)(rate * ((double)step + 1) / ((double)schedule->warm_up + 1));
    return (float)(rate * course(schedule, step - schedule->warm_up));
}

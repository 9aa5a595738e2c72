/**
 * Any shape of a network, with any options: refused exactly when it is outside what nn.h says, else made, drawn, trained and asked all there
 * is to ask, with every array as large as nn.h says and not larger. The order of decisions is that of this file.
 */
#include "fuzz.h"
#include "nn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SPEC_LAYERS = NN_MAX_LAYERS + 1 };

/* ---- shape */

typedef struct spec {
    nn_net_spec spec;
    size_t sizes[MAX_SPEC_LAYERS + 1];
    nn_activation activations[MAX_SPEC_LAYERS];
    nn_layer_options options[MAX_SPEC_LAYERS];
} spec;

static size_t choose_size(fuzz_input *input) {
    static const size_t sizes[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 33, 129, 1025, NN_MAX_UNITS, NN_MAX_UNITS + 1, SIZE_MAX};
    return sizes[fuzz_choose(input, sizeof sizes / sizeof sizes[0])];
}

static size_t choose_layers(fuzz_input *input) {
    static const size_t counts[] = {0, 1, 2, 3, 4, 5, 6, 7, NN_MAX_LAYERS, NN_MAX_LAYERS + 1};
    return counts[fuzz_choose(input, sizeof counts / sizeof counts[0])];
}

static nn_layer_options choose_options(fuzz_input *input, nn_activation activation) {
    static const size_t pieces[] = {2, 1, 3, 0, NN_MAX_PIECES, NN_MAX_PIECES + 1, SIZE_MAX};
    nn_layer_options options = nn_layer_defaults(activation);
    const size_t which = fuzz_choose(input, 64); /* bits: what differs from the defaults */
    options.batch_norm = which & 1;
    if (which & 2)
        options.dropout = fuzz_number(input);
    if (which & 4)
        options.pieces = pieces[fuzz_choose(input, sizeof pieces / sizeof pieces[0])];
    if (which & 8)
        options.alpha = fuzz_number(input);
    if (which & 16)
        options.lower = fuzz_number(input);
    if (which & 32)
        options.upper = fuzz_number(input);
    return options;
}

static void choose_spec(spec *s, fuzz_input *input) {
    s->spec = (nn_net_spec){.n_layers = choose_layers(input), .sizes = s->sizes, .activations = s->activations, .options = s->options};
    s->spec.loss = (nn_loss)fuzz_choose(input, NN_N_LOSSES + 1);
    s->spec.l1 = fuzz_number(input);
    s->spec.l2 = fuzz_number(input);
    if (fuzz_choose(input, 2) == 1)
        s->spec.options = NULL;
    s->sizes[0] = choose_size(input);
    for (size_t l = 0; l < s->spec.n_layers; l++) {
        s->sizes[l + 1] = choose_size(input);
        s->activations[l] = (nn_activation)fuzz_choose(input, NN_N_ACTIVATIONS + 1);
        s->options[l] = s->spec.options ? choose_options(input, s->activations[l]) : nn_layer_defaults(s->activations[l]);
    }
}

/* ---- what nn.h says may be made */

static bool options_allowed(const nn_layer_options *options, bool is_last) {
    return options->dropout >= 0.0f && options->dropout < 1.0f && !(is_last && options->dropout > 0.0f) && options->pieces >= 1 &&
           options->pieces <= NN_MAX_PIECES && isfinite(options->alpha) && isfinite(options->lower) && isfinite(options->upper) &&
           options->lower <= options->upper;
}

static bool layer_allowed(const spec *s, size_t l) {
    const size_t in = s->sizes[l], out = s->sizes[l + 1];
    return in >= 1 && in <= NN_MAX_UNITS && out >= 1 && out <= NN_MAX_UNITS && s->activations[l] < NN_N_ACTIVATIONS &&
           options_allowed(&s->options[l], l + 1 == s->spec.n_layers);
}

/** Of a layer that is allowed. */
static size_t parameters_of(const spec *s, size_t l) {
    const size_t rows = s->sizes[l + 1] * (s->activations[l] == NN_MAXOUT ? s->options[l].pieces : 1);
    return rows * (s->sizes[l] + 1 + (s->options[l].batch_norm ? 2 : 0)) + (s->activations[l] == NN_PRELU);
}

static bool is_allowed(const spec *s, size_t *n_parameters) {
    const size_t n = s->spec.n_layers;
    *n_parameters = 0;
    if (n == 0 || n > NN_MAX_LAYERS || s->spec.loss >= NN_N_LOSSES)
        return false;
    for (size_t l = 0; l < n; l++) {
        if (!layer_allowed(s, l))
            return false;
        *n_parameters += parameters_of(s, l);
    }
    const bool on_logits = s->spec.loss == NN_BCE || s->spec.loss == NN_SOFTMAX;
    return *n_parameters <= NN_MAX_PARAMETERS && isfinite(s->spec.l1) && isfinite(s->spec.l2) && s->spec.l1 >= 0 && s->spec.l2 >= 0 &&
           !(on_logits && s->activations[n - 1] != NN_IDENTITY) && !(s->spec.loss == NN_BCE && s->sizes[n] != 1);
}

/* ---- data */

/** y is what the loss wants; x and the targets of mse are any finite numbers. */
static nn_data *choose_data(fuzz_input *input, const spec *s, size_t n, float *x) {
    const size_t n_in = s->sizes[0], n_out = s->sizes[s->spec.n_layers];
    float pattern[8];
    for (size_t i = 0; i < 8; i++) {
        pattern[i] = fuzz_number(input);
        if (!isfinite(pattern[i]))
            pattern[i] = (float)i;
    }
    float *y = fuzz_allocate(n * n_out, sizeof *y);
    for (size_t i = 0; i < n * n_in; i++)
        x[i] = pattern[(i * 5 + i / 7) % 8];
    for (size_t i = 0; i < n * n_out; i++) {
        const size_t row = i / n_out, column = i % n_out;
        y[i] = s->spec.loss == NN_MSE || s->spec.loss == NN_HALF_MSE ? pattern[i % 8]
               : s->spec.loss == NN_BCE                              ? (float)(row % 2)
                                                                     : (float)(row % n_out == column);
    }
    nn_data *data;
    check(nn_data_new(&data, x, y, n, n_in, n_out) == NN_OK);
    free(y);
    return data;
}

/* ---- questions */

typedef struct subject {
    const nn_net *net;
    const nn_data *data;
    size_t n, n_out, n_parameters, n_running;
    const float *x;
    float *theta, *running, *work;
} subject;

/** A finite answer is NN_OK, and NN_DIVERGED is one that is not. Under batch normalisation a single example may be refused. */
static bool is_answer(const subject *s, nn_status status, const float *numbers, size_t n) {
    if (status == NN_BAD_SHAPE) {
        check(s->n_running > 0 && s->n == 1);
        return false;
    }
    check(status == NN_OK || status == NN_DIVERGED);
    check(status == NN_DIVERGED || fuzz_finite(numbers, n));
    return true;
}

static void ask_derivatives(const subject *s) {
    float loss, again, *gradient = fuzz_allocate(s->n_parameters, sizeof *gradient),
                       *product = fuzz_allocate(s->n_parameters, sizeof *product);
    const nn_status status = nn_net_loss(s->net, &loss, s->theta, s->data, s->work);
    if (is_answer(s, status, &loss, 1)) {
        check((status == NN_OK) == (bool)isfinite(loss));
        check(nn_net_gradient(s->net, gradient, &again, s->theta, s->data, s->work) == status);
        check(fuzz_same_bits(&loss, &again, 1) || isnan(loss));
        memcpy(gradient, s->theta, s->n_parameters * sizeof *gradient);
        is_answer(s, nn_net_hessian_vector(s->net, product, s->theta, gradient, s->data, s->work), product, s->n_parameters);
    }
    free(gradient);
    free(product);
}

static void ask_trace(const subject *s, fuzz_input *input) {
    const size_t n_rows = nn_net_n_rows(s->net) * s->n, n_units = nn_net_n_units(s->net) * s->n;
    const size_t wanted = fuzz_choose(input, 32);
    float loss, *gradient = fuzz_allocate(s->n_parameters, sizeof *gradient);
    float *z = wanted & 1 ? fuzz_allocate(n_rows, sizeof *z) : NULL, *a = wanted & 2 ? fuzz_allocate(n_units, sizeof *a) : NULL;
    float *delta = wanted & 4 ? fuzz_allocate(n_rows, sizeof *delta) : NULL;
    const bool as_drawn = wanted & 8;
    const nn_status status = nn_net_trace(s->net, z, a, delta, gradient, wanted & 16 ? &loss : NULL, s->theta, s->data, as_drawn, s->work);
    if (status == NN_BAD_VALUE)
        check(as_drawn && (s->n_running > 0 || n_rows > n_units));
    else
        is_answer(s, status, NULL, 0);
    free(gradient);
    free(z);
    free(a);
    free(delta);
}

static void ask_evaluation(const subject *s) {
    float loss, accuracy, *outputs = fuzz_allocate(s->n * s->n_out, sizeof *outputs);
    float *units = fuzz_allocate(s->n * nn_net_n_units(s->net), sizeof *units),
          *work = fuzz_allocate(nn_net_work_size(s->net, 1), sizeof *work);
    is_answer(s, nn_net_predict(s->net, outputs, s->theta, s->running, s->x, s->n, work), outputs, s->n * s->n_out);
    is_answer(s, nn_net_units(s->net, units, s->theta, s->running, s->x, s->n, work), units, s->n * nn_net_n_units(s->net));
    is_answer(s, nn_net_evaluate(s->net, &loss, &accuracy, s->theta, s->running, s->data, work), &loss, 1);
    check(accuracy >= 0.0f && accuracy <= 1.0f);
    free(outputs);
    free(units);
    free(work);
}

/* ---- training */

static nn_optimizer choose_optimizer(fuzz_input *input) {
    nn_optimizer optimizer = nn_optimizer_defaults((nn_optimizer_kind)fuzz_choose(input, NN_N_OPTIMIZERS + 1));
    float *const numbers[] = {&optimizer.learning_rate, &optimizer.momentum, &optimizer.weight_decay, &optimizer.alpha,
                              &optimizer.beta1,         &optimizer.beta2,    &optimizer.epsilon,      &optimizer.schedule.factor};
    for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++)
        if (fuzz_choose(input, 2) == 1)
            *numbers[k] = fuzz_number(input);
    optimizer.nesterov = fuzz_choose(input, 2) == 1;
    optimizer.decay_on = (nn_decay)fuzz_choose(input, NN_N_DECAYS + 1);
    optimizer.schedule.kind = (nn_schedule_kind)fuzz_choose(input, NN_N_SCHEDULES + 1);
    optimizer.schedule.period = fuzz_choose(input, 8);
    optimizer.schedule.warm_up = fuzz_choose(input, 4);
    return optimizer;
}

/** What training changes, each array as long as nn.h says. */
typedef struct trained {
    float *theta, *running, *state, losses[8];
    size_t n_done;
    nn_status status;
} trained;

static trained new_trained(const subject *s, size_t state_size) {
    trained t = {.theta = fuzz_allocate(s->n_parameters, sizeof(float)),
                 .running = fuzz_allocate(s->n_running, sizeof(float)),
                 .state = fuzz_allocate(state_size, sizeof(float))};
    memcpy(t.theta, s->theta, s->n_parameters * sizeof(float));
    memcpy(t.running, s->running, s->n_running * sizeof(float));
    memset(t.state, 0, state_size * sizeof(float));
    return t;
}

static void free_trained(const trained *t) {
    free(t->theta);
    free(t->running);
    free(t->state);
}

/** Steps `from` … `to` − 1 in one call, or as many of them as stay finite. */
static void train(trained *t, nn_trainer *trainer, const nn_optimizer *optimizer, size_t from, size_t to) {
    t->status = nn_train(trainer, t->theta, t->running, t->state, t->losses + from, &t->n_done, optimizer, 7, from, to - from);
    check(t->status == NN_OK || t->status == NN_DIVERGED);
    check(t->status == NN_OK ? t->n_done == to - from : t->n_done < to - from || to == from);
    check(fuzz_finite(t->losses + from, t->n_done));
    t->n_done += from;
}

/** A run cut into calls gives the bits of one call. */
static void train_both_ways(const subject *s, nn_trainer *trainer, const nn_optimizer *optimizer, fuzz_input *input) {
    const size_t state_size = nn_optimizer_state_size(optimizer, s->n_parameters), n_steps = 6, cut = fuzz_choose(input, n_steps + 1);
    trained whole = new_trained(s, state_size), pieces = new_trained(s, state_size);
    train(&whole, trainer, optimizer, 0, n_steps);
    check(fuzz_finite(whole.theta, whole.n_done > 0 ? s->n_parameters : 0));
    check(fuzz_finite(whole.state, whole.n_done > 0 ? state_size : 0));
    check(fuzz_finite(whole.running, whole.n_done > 0 ? s->n_running : 0));
    train(&pieces, trainer, optimizer, 0, cut);
    if (pieces.status == NN_OK)
        train(&pieces, trainer, optimizer, cut, n_steps);
    check(pieces.n_done == whole.n_done && fuzz_same_bits(pieces.losses, whole.losses, whole.n_done));
    check(fuzz_same_bits(pieces.theta, whole.theta, s->n_parameters) && fuzz_same_bits(pieces.running, whole.running, s->n_running));
    check(fuzz_same_bits(pieces.state, whole.state, state_size));
    free_trained(&whole);
    free_trained(&pieces);
}

static void ask_training(const subject *s, fuzz_input *input) {
    const nn_optimizer optimizer = choose_optimizer(input);
    if (nn_optimizer_check(&optimizer) != NN_OK)
        return;
    const size_t batch_size = fuzz_choose(input, 2) == 1 ? s->n : fuzz_choose(input, 75);
    nn_trainer *trainer;
    const nn_status status = nn_trainer_new(&trainer, s->net, s->data, batch_size);
    check(status == NN_OK || status == NN_BAD_SHAPE);
    check((status == NN_OK) == (batch_size >= (s->n_running > 0 ? 2u : 1u) && batch_size <= s->n));
    if (status == NN_OK)
        train_both_ways(s, trainer, &optimizer, input);
    nn_trainer_free(trainer);
}

/* ---- all together */

/** Nets that would take long are made, but not asked. */
static void ask_all(const nn_net *net, const spec *made, fuzz_input *input) {
    enum { AFFORDABLE = 30000 }; /* parameters × examples */
    static const size_t counts[] = {1, 2, 3, 4, 5, 7, 8, 9, 127, 128, 129, 130, 257};
    const size_t n = counts[fuzz_choose(input, sizeof counts / sizeof counts[0])];
    subject s = {.net = net,
                 .n = n,
                 .n_out = made->sizes[made->spec.n_layers],
                 .n_parameters = nn_net_n_parameters(net),
                 .n_running = nn_net_n_running(net)};
    if (s.n_parameters * n > AFFORDABLE)
        return;
    float *x = fuzz_allocate(n * made->sizes[0], sizeof *x);
    nn_data *data = choose_data(input, made, n, x);
    s.x = x;
    s.data = data;
    s.theta = fuzz_allocate(s.n_parameters, sizeof(float));
    s.running = fuzz_allocate(s.n_running, sizeof(float));
    s.work = fuzz_allocate(nn_net_work_size(net, n), sizeof(float));
    nn_net_reset_running(net, s.running);
    const nn_scheme scheme = (nn_scheme)fuzz_choose(input, NN_N_SCHEMES + 1);
    if (nn_net_init(net, s.theta, scheme, fuzz_number(input), 3) == NN_OK) {
        ask_derivatives(&s);
        ask_trace(&s, input);
        ask_evaluation(&s);
        ask_training(&s, input);
    }
    free(x);
    free(s.theta);
    free(s.running);
    free(s.work);
    nn_data_free(data);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    fuzz_input input = {bytes, bytes + size};
    static spec s;
    size_t n_parameters;
    choose_spec(&s, &input);
    nn_net *net;
    const nn_status status = nn_net_new(&net, &s.spec);
    const bool allowed = is_allowed(&s, &n_parameters);
    check((status == NN_OK) == allowed && (net != NULL) == allowed);
    if (allowed) {
        check(nn_net_n_parameters(net) == n_parameters);
        ask_all(net, &s, &input);
    }
    nn_net_free(net);
    return 0;
}

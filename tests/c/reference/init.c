/** init.json: how far the weights of each scheme spread, and the signals of deep nets at the start. Both by fixed seeds. */
#include "report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- schemes: a layer drawn again and again, until there are enough weights */

enum { WEIGHTS = 100000 };

typedef struct drawn {
    double n, sum, squares, largest, bias;
} drawn;

static nn_net *layer_net(size_t n_in, size_t n_out) {
    nn_net *net;
    const nn_activation identity = NN_IDENTITY;
    must(nn_net_new(&net, &(nn_net_spec){.n_layers = 1, .sizes = (const size_t[]){n_in, n_out}, .activations = &identity}), "the net");
    return net;
}

static void add_net(drawn *d, const float *theta, size_t n_weights, size_t n_biases) {
    for (size_t i = 0; i < n_weights; i++) {
        const double w = (double)theta[i];
        d->sum += w;
        d->squares += w * w;
        d->largest = fmax(d->largest, fabs(w));
    }
    d->n += (double)n_weights;
    for (size_t i = 0; i < n_biases; i++)
        d->bias = fmax(d->bias, fabs((double)theta[n_weights + i]));
}

/** Over N weights the deviation scatters by std·√(0.5/N) if they are normal, std·√(0.2/N) if uniform; the mean by std/√N. */
static void check_spread(const drawn *d, double std, double scatter, const cJSON *json) {
    const double deviation = sqrt(d->squares / d->n);
    report("std", share_of(std * sqrt(scatter / d->n), deviation, std));
    report("mean", share_of(std / sqrt(d->n), d->sum / d->n, 0));
    if (has(json, "bound")) {
        const double bound = json_number(json, "bound");
        report("bound", fmax(0, d->largest / bound - 1));
        report("bound, reached", (1 - d->largest / bound) * d->n);
    }
}

/** max |MMᵀ − 1| over the rows if there are no more of them than inputs, otherwise over the columns. */
static double from_orthonormal(const float *w, size_t n_in, size_t n_out) {
    const bool rows = n_out <= n_in;
    const size_t n = rows ? n_out : n_in, length = rows ? n_in : n_out, next = rows ? n_in : 1, along = rows ? 1 : n_in;
    double worst = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double dot = 0;
            for (size_t k = 0; k < length; k++)
                dot += (double)w[i * next + k * along] * (double)w[j * next + k * along];
            worst = worse(worst, fabs(dot - (i == j)));
        }
    return worst;
}

static void check_scheme(const cJSON *json, const cJSON *parent) {
    (void)parent;
    const size_t n_in = json_count(json, "fan_in"), n_out = json_count(json, "fan_out"), n_weights = n_in * n_out;
    const nn_scheme scheme = (nn_scheme)json_name(json, "scheme", NN_KIND_SCHEME);
    const float sigma = (float)json_number_or(json, "sigma", 0);
    const char *distribution = json_text(json, "distribution");
    const double std = json_number(json, "std");
    nn_net *net = layer_net(n_in, n_out);
    float *theta = float_room(nn_net_n_parameters(net));
    drawn d = {0};
    const bool once = strcmp(distribution, "zeros") == 0 || strcmp(distribution, "orthogonal") == 0;
    for (uint64_t seed = 1; d.n < (once ? 1 : WEIGHTS); seed++) {
        must(nn_net_init(net, theta, scheme, sigma, seed), "the initial weights");
        add_net(&d, theta, n_weights, n_out);
    }
    nn_net_free(net);
    report("zeros", d.bias);
    if (strcmp(distribution, "zeros") == 0)
        report("zeros", worse(d.largest, std));
    else if (strcmp(distribution, "orthogonal") == 0) {
        report("orthonormal", from_orthonormal(theta, n_in, n_out));
        report("orthonormal", share_of(std, sqrt(d.squares / d.n), std));
    } else if (strcmp(distribution, "normal") == 0 || strcmp(distribution, "uniform") == 0)
        check_spread(&d, std, strcmp(distribution, "normal") == 0 ? 0.5 : 0.2, json);
    else
        json_refuse("there is no distribution \"%s\"", distribution);
}

/* ---- deep nets */

enum { NETS = 6, MAX_DEPTH = NN_MAX_LAYERS - 1, Z = 0, A, DELTA, DELTA_MSE, GRADIENT_MSE, QUANTITIES };

static const char *const names[QUANTITIES] = {"z", "a", "delta", "delta_mse", "weight_gradient_mse"};

typedef struct deep {
    size_t depth, width, batch;
    nn_activation activation;
    nn_scheme scheme;
    float sigma;
    double sums[QUANTITIES][MAX_DEPTH], means[QUANTITIES][MAX_DEPTH]; /* of log₁₀ of the deviation and of the mean, over nets */
} deep;

static void normals(float *x, size_t n, nn_rng *rng) {
    for (size_t i = 0; i < n; i++)
        x[i] = nn_rng_normal(rng);
}

static void add_numbers(deep *d, size_t quantity, size_t layer, const float *x, size_t n, double scale) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i];
    const double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += ((double)x[i] - mean) * ((double)x[i] - mean);
    d->sums[quantity][layer] += log10(sqrt(squares / (double)n) / scale);
    d->means[quantity][layer] += mean / scale;
}

/** depth layers of the activation, and with is_mse one more to a single identity output. */
static nn_net *deep_net(const deep *d, bool is_mse) {
    size_t sizes[NN_MAX_LAYERS + 1];
    nn_activation activations[NN_MAX_LAYERS];
    for (size_t l = 0; l <= d->depth; l++) {
        sizes[l] = d->width;
        activations[l] = d->activation;
    }
    sizes[d->depth + 1] = 1;
    activations[d->depth] = NN_IDENTITY;
    nn_net *net;
    must(nn_net_new(&net, &(nn_net_spec){.n_layers = d->depth + is_mse, .sizes = sizes, .activations = activations}), "the net");
    return net;
}

typedef struct scratch {
    float *x, *y, *theta, *z, *a, *delta, *gradient, *work;
} scratch;

static scratch scratch_for(const nn_net *net, size_t batch, size_t width) {
    const size_t n = nn_net_n_parameters(net), n_units = nn_net_n_units(net) * batch, n_rows = nn_net_n_rows(net) * batch;
    return (scratch){float_room(batch * width), float_room(batch * width), float_room(n), float_room(n_rows),
                     float_room(n_units),       float_room(n_rows),        float_room(n), float_room(nn_net_work_size(net, batch))};
}

static void trace(const nn_net *net, scratch s, size_t batch, size_t n_in, size_t n_out) {
    nn_data *data;
    must(nn_data_new(&data, s.x, s.y, batch, n_in, n_out), "the data");
    must(nn_net_trace(net, s.z, s.a, s.delta, s.gradient, NULL, s.theta, data, false, s.work), "the trace");
    nn_data_free(data);
}

/**
 * C = Σ g·a of the last layer, g standard normal, is seen by the mse of targets y = a − c·g, whose derivative by a is (2c/n)·g over n outputs:
 * what c is does not matter, as long as y keeps the digits of c·g.
 */
static void add_sum_of_outputs(deep *d, const nn_net *net, scratch s, uint64_t seed) {
    const size_t n = d->batch * d->width;
    nn_rng rng = nn_rng_new(seed, 7);
    normals(s.x, n, &rng);
    must(nn_net_init(net, s.theta, d->scheme, d->sigma, seed), "the initial weights");
    must(nn_net_predict(net, s.y, s.theta, NULL, s.x, d->batch, s.work), "the outputs");
    float c = 1;
    for (size_t i = 0; i < n; i++)
        c = fmaxf(c, fabsf(s.y[i]));
    for (size_t i = 0; i < n; i++)
        s.y[i] -= c * nn_rng_normal(&rng);
    trace(net, s, d->batch, d->width, d->width);
    for (size_t l = 0; l < d->depth; l++) {
        const nn_layer *layer = nn_net_layer(net, l);
        add_numbers(d, Z, l, s.z + layer->rows_at * d->batch, layer->n_rows * d->batch, 1);
        add_numbers(d, A, l, s.a + layer->units_at * d->batch, layer->n_out * d->batch, 1);
        add_numbers(d, DELTA, l, s.delta + layer->rows_at * d->batch, layer->n_rows * d->batch, 2 * (double)c / (double)n);
    }
}

static void add_mse(deep *d, const nn_net *net, scratch s, uint64_t seed) {
    nn_rng rng = nn_rng_new(seed, 8);
    normals(s.x, d->batch * d->width, &rng);
    normals(s.y, d->batch, &rng);
    must(nn_net_init(net, s.theta, d->scheme, d->sigma, seed), "the initial weights");
    trace(net, s, d->batch, d->width, 1);
    for (size_t l = 0; l < d->depth; l++) {
        const nn_layer *layer = nn_net_layer(net, l);
        add_numbers(d, DELTA_MSE, l, s.delta + layer->rows_at * d->batch, layer->n_rows * d->batch, 1);
        add_numbers(d, GRADIENT_MSE, l, s.gradient + layer->weights_at, layer->n_rows * layer->n_in, 1);
    }
}

/** In standard errors of the difference of our mean and theirs; the spread from net to net is theirs, which more nets know better. */
static void check_quantity(const deep *d, size_t quantity, const cJSON *json, double nets_drawn) {
    const cJSON *theirs = json_get(json, names[quantity]);
    const double *log_std = doubles(theirs, "log10_std", d->depth), *log_spread = doubles(theirs, "log10_std_spread", d->depth);
    const double *mean = doubles(theirs, "mean", d->depth), *mean_spread = doubles(theirs, "mean_spread", d->depth);
    const double scatter = sqrt(1 / nets_drawn + 1.0 / NETS);
    double worst = 0, worst_mean = 0;
    for (size_t l = 0; l < d->depth; l++) {
        worst = worse(worst, share_of(log_spread[l] * scatter, d->sums[quantity][l] / NETS, log_std[l]));
        worst_mean = worse(worst_mean, share_of(mean_spread[l] * scatter, d->means[quantity][l] / NETS, mean[l]));
    }
    char quantity_name[64];
    snprintf(quantity_name, sizeof quantity_name, "%s: log10_std", names[quantity]);
    report(quantity_name, worst);
    if (quantity <= DELTA)
        report("z, a, delta: mean", worst_mean);
}

static void check_deep(const cJSON *json, const cJSON *all) {
    deep d = {.depth = json_count(all, "depth"), .width = json_count(all, "width"), .batch = json_count(all, "batch")};
    if (d.depth > MAX_DEPTH)
        json_refuse("more than %d layers", MAX_DEPTH);
    d.activation = (nn_activation)json_name(json, "activation", NN_KIND_ACTIVATION);
    d.scheme = (nn_scheme)json_name(json, "scheme", NN_KIND_SCHEME);
    d.sigma = (float)json_number_or(json, "sigma", 0);
    nn_net *plain = deep_net(&d, false), *mse = deep_net(&d, true);
    const scratch s = scratch_for(mse, d.batch, d.width);
    for (uint64_t seed = 1; seed <= NETS; seed++) {
        add_sum_of_outputs(&d, plain, s, seed);
        add_mse(&d, mse, s, seed);
    }
    nn_net_free(plain);
    nn_net_free(mse);
    for (size_t quantity = 0; quantity < QUANTITIES; quantity++)
        check_quantity(&d, quantity, json, json_number(all, "nets_drawn"));
}

/** "he_normal 2-8", "tanh normal 0.1": what there is of these. */
static void name_case(char *name, size_t size, const cJSON *json) {
    const cJSON *scheme = cJSON_GetObjectItemCaseSensitive(json, "scheme"),
                *activation = cJSON_GetObjectItemCaseSensitive(json, "activation");
    const double sigma = json_number_or(json, "sigma", NAN), in = json_number_or(json, "fan_in", NAN),
                 out = json_number_or(json, "fan_out", NAN);
    char of_sigma[32] = "", of_fans[32] = "";
    if (!isnan(sigma))
        snprintf(of_sigma, sizeof of_sigma, " %.3g", sigma);
    if (!isnan(in) && !isnan(out))
        snprintf(of_fans, sizeof of_fans, " %.0f-%.0f", in, out);
    snprintf(name, size, "%s%s%s%s%s", cJSON_IsString(activation) ? activation->valuestring : "", cJSON_IsString(activation) ? " " : "",
             cJSON_IsString(scheme) ? scheme->valuestring : "without a scheme", of_sigma, of_fans);
}

static void run_named(case_check *check, const cJSON *array, const cJSON *parent) {
    const cJSON *json;
    char name[256];
    cJSON_ArrayForEach(json, array) {
        name_case(name, sizeof name, json);
        run_case("init", name, check, json, parent);
    }
}

void run_init(const cJSON *file) {
    const cJSON *all = cJSON_GetObjectItemCaseSensitive(file, "deep");
    run_named(check_scheme, cJSON_GetObjectItemCaseSensitive(file, "schemes"), NULL);
    run_named(check_deep, cJSON_GetObjectItemCaseSensitive(all, "cases"), all);
}

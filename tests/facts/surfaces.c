/** FACTS 5: filter normalisation, the plane of a random walk, and what a contour says of a projected path. */
#include "facts.h"

#include <math.h>
#include <stdlib.h>

enum { LAYERS = 3 };

/* ---- filter normalisation (Li et al. 2018) */

static double norm(const float *x, size_t n) {
    double squares = 0;
    for (size_t i = 0; i < n; i++)
        squares += (double)x[i] * (double)x[i];
    return sqrt(squares);
}

static nn_net *normalised_net(void) {
    static const size_t sizes[LAYERS + 1] = {4, 30, 20, 2};
    static const nn_activation activations[LAYERS] = {NN_TANH, NN_TANH, NN_IDENTITY};
    nn_layer_options options[LAYERS];
    nn_net *net;
    for (size_t l = 0; l < LAYERS; l++) {
        options[l] = nn_layer_defaults(activations[l]);
        options[l].batch_norm = l + 1 < LAYERS;
    }
    fact_must(nn_net_new(&net, &(nn_net_spec){.n_layers = LAYERS, .sizes = sizes, .activations = activations, .options = options}),
              "a net");
    return net;
}

/** A norm over n numbers in float32 is off by n·2⁻²⁴ of it at most; two of them, a division and a product. */
static void filters(facts *f) {
    nn_net *net = normalised_net();
    const size_t n = nn_net_n_parameters(net);
    float *theta = fact_floats(n), *drawn = fact_floats(n), *direction = fact_floats(n);
    double worst = 0;
    size_t n_weights = 0, n_not_zero = 0;
    nn_direction_random(theta, n, 1);
    nn_direction_random(drawn, n, 2);
    for (size_t i = 0; i < n; i++)
        direction[i] = drawn[i];
    nn_net_filter_normalise(net, direction, theta);
    for (size_t l = 0; l < LAYERS; l++) {
        const nn_layer *layer = nn_net_layer(net, l);
        for (size_t o = 0; o < layer->n_rows; o++) {
            const size_t row = layer->weights_at + o * layer->n_in;
            const double factor = norm(theta + row, layer->n_in) / (norm(drawn + row, layer->n_in) + 1e-10);
            for (size_t i = 0; i < layer->n_in; i++, n_weights++)
                worst = fmax(worst, fabs((double)direction[row + i] / ((double)drawn[row + i] * factor) - 1));
        }
    }
    for (size_t i = 0; i < n; i++)
        n_not_zero += direction[i] != 0;
    fact_number(f, "filter normalisation d·‖w‖/(‖d‖ + 1e-10): largest relative deviation", 0, worst, (2 * 30 + 2) * 0x1p-24);
    fact_number(f, "… entries of biases and batch normalisation that are not 0", 0, (double)n_not_zero - (double)n_weights, 0);
    free(theta);
    free(drawn);
    free(direction);
    nn_net_free(net);
}

/* ---- a random walk */

enum { POINTS = 500, DIMENSIONS = 4000, MOST_WALKS = 32 };

typedef struct shares {
    float of[2];
} shares;

static void walk(void *result, size_t index, const void *context) {
    shares *found = result;
    nn_path_shares of_path;
    float *path = fact_floats(POINTS * DIMENSIONS), *u = fact_floats(DIMENSIONS), *v = fact_floats(DIMENSIONS);
    float *work = fact_floats(nn_path_plane_work_size(POINTS, DIMENSIONS));
    nn_rng rng = nn_rng_new(index + 1, 0);
    (void)context;
    for (size_t k = DIMENSIONS; k < POINTS * DIMENSIONS; k++)
        path[k] = path[k - DIMENSIONS] + nn_rng_normal(&rng);
    fact_must(nn_path_plane(&of_path, u, v, NULL, path, work, POINTS, DIMENSIONS, NN_CENTRE_WITH_FINAL), "the plane of a walk");
    found->of[0] = of_path.explained[0], found->of[1] = of_path.explained[1];
    free(path);
    free(u);
    free(v);
    free(work);
}

/**
 * The published shares are those of infinitely many dimensions. In d of them the first is larger by λ₁Σλₖ/(λ₁ − λₖ)/d < 0.5/d, λ being the shares, and
 * the second smaller by less than that (second order of perturbation of a Wishart matrix).
 */
static void random_walk(facts *f) {
    shares found[MOST_WALKS];
    double first[MOST_WALKS], second[MOST_WALKS], both[MOST_WALKS];
    const size_t n = fact_seeds(f, MOST_WALKS, 6);
    fact_runs("random walks", found, sizeof found[0], n, walk, NULL);
    for (size_t i = 0; i < n; i++) {
        first[i] = 100 * (double)found[i].of[0], second[i] = 100 * (double)found[i].of[1];
        both[i] = first[i] + second[i];
    }
    const double finite = 100 * 0.5 / DIMENSIONS;
    fact_digits(f, "a random walk's variance in its first component, %", "60.8", fact_average(first, n), fact_bound(first, n) + finite);
    fact_digits(f, "… which is 6/π²", "60.79", fact_average(first, n), fact_bound(first, n) + finite);
    fact_digits(f, "… in its second, %", "15.2", fact_average(second, n), fact_bound(second, n) + finite);
    fact_digits(f, "… in both, %", "76", fact_average(both, n), fact_bound(both, n) + finite);
}

/* ---- the loss on the plane is not that on the path */

enum { STEPS = 200, EXAMPLES = 100 };

/** A path of training from its start; returns the data. */
static nn_data *train_path(const nn_net *net, float *path, size_t n) {
    static float x[2 * EXAMPLES], y[EXAMPLES];
    float loss;
    size_t n_done;
    nn_trainer *trainer;
    fact_must(nn_dataset_make(x, y, NN_CIRCLE, EXAMPLES, 0, 1), "a circle");
    nn_data *data = fact_data(x, y, EXAMPLES, net);
    fact_must(nn_trainer_new(&trainer, net, data, EXAMPLES), "a trainer");
    fact_must(nn_net_init(net, path, NN_XAVIER_NORMAL, 0, 1), "weights");
    for (size_t k = 0; k < STEPS; k++) {
        float *next = path + (k + 1) * n;
        for (size_t i = 0; i < n; i++)
            next[i] = path[k * n + i];
        fact_must(nn_train(trainer, next, NULL, NULL, &loss, &n_done, &(nn_optimizer){.learning_rate = 0.3f}, 1, k, 1), "a path");
    }
    nn_trainer_free(trainer);
    return data;
}

static void projection(facts *f) {
    static const size_t sizes[] = {2, 8, 1};
    nn_net *net = fact_net(sizes, 2, NN_TANH, NN_IDENTITY, NN_BCE);
    const size_t n = nn_net_n_parameters(net);
    float *path = fact_floats((STEPS + 1) * n), *u = fact_floats(n), *v = fact_floats(n), *work = fact_floats(n);
    float *plane_work = fact_floats(nn_path_plane_work_size(STEPS + 1, n)), *coordinates = fact_floats(2 * (STEPS + 1));
    nn_data *data = train_path(net, path, n);
    nn_objective *objective;
    nn_path_shares of_path;
    float true_loss, shown, end_loss, end_shown;
    fact_must(nn_objective_new_net(&objective, net, data), "an objective");
    fact_must(nn_path_plane(&of_path, u, v, coordinates, path, plane_work, STEPS + 1, n, NN_CENTRE_NONE), "the plane of a path");
    const float *origin = path + STEPS * n, *end = coordinates + 2 * (size_t)STEPS;
    fact_must(nn_surface(objective, &shown, origin, u, v, coordinates, 1, coordinates + 1, 1, work), "the plane's loss");
    fact_must(nn_surface(objective, &end_shown, origin, u, v, end, 1, end + 1, 1, work), "the plane's loss at the end");
    fact_must(objective->value(objective->self, &true_loss, path), "the loss");
    fact_must(objective->value(objective->self, &end_loss, origin), "the loss at the end");
    /* a loss is the mean of 100 numbers of a few dozen roundings: 10⁻⁴ of it is beyond all of them */
    fact_holds(f, "at a projected path point the contour is not the loss: start of a path", "not equal",
               fabs((double)shown / (double)true_loss - 1) > 1e-4, "%.4f, true %.4f", (double)shown, (double)true_loss);
    fact_holds(f, "… at the end, where the plane was laid through, it is", "equal", end_shown == end_loss, "%.4f, true %.4f",
               (double)end_shown, (double)end_loss);
    nn_objective_free(objective);
    nn_data_free(data);
    nn_net_free(net);
    free(path);
    free(u);
    free(v);
    free(work);
    free(plane_work);
    free(coordinates);
}

void facts_surfaces(facts *f) {
    fact_section(f, "5. Loss surfaces");
    filters(f);
    random_walk(f);
    projection(f);
}

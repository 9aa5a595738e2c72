/** pca.json: the principal plane of a path, three ways. */
#include "report.h"

#include <math.h>

static const char *const ways[NN_N_CENTRES] = {"uncentred", "centred_with_final", "centred_without_final"};

/**
 * A singular value is the root of Σ squared distances from the centre along its direction; coordinates are from the last point. The third
 * lies outside the plane, and is known by its share.
 */
static void check_singular_values(const cJSON *way, nn_centre centre, const float *coordinates, const nn_path_shares *shares,
                                  size_t n_points) {
    const size_t n = n_points - (centre == NN_CENTRE_WITHOUT_FINAL);
    float values[3];
    for (size_t k = 0; k < 2; k++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < n; i++)
            sum += (double)coordinates[2 * i + k];
        const double middle = centre == NN_CENTRE_NONE ? 0 : sum / (double)n;
        for (size_t i = 0; i < n; i++)
            squares += pow((double)coordinates[2 * i + k] - middle, 2);
        values[k] = (float)sqrt(squares);
    }
    values[2] = (float)((double)values[0] * sqrt((double)shares->explained[2] / (double)shares->explained[0]));
    report("singular_values", max_relative(values, doubles(way, "singular_values", 3), 3));
}

static void check_case(const cJSON *json, const cJSON *parent) {
    (void)parent;
    const size_t n = json_count(json, "n"), n_points = json_count(json, "snapshots");
    const float *path = floats(json, "trajectory", n * n_points);
    float *u = float_room(n), *v = float_room(n), *coordinates = float_room(2 * n_points);
    float *work = float_room(nn_path_plane_work_size(n_points, n));
    for (nn_centre centre = NN_CENTRE_NONE; centre < NN_N_CENTRES; centre++) {
        const cJSON *way = json_get(json, ways[centre]);
        nn_path_shares shares;
        must(nn_path_plane(&shares, u, v, coordinates, path, work, n_points, n, centre), "the plane");
        const double *ratio = doubles(way, "explained_ratio", 2);
        report("directions", max_relative(u, doubles(way, "direction_1", n), n));
        report("directions", max_relative(v, doubles(way, "direction_2", n), n));
        report("coordinates", max_relative(coordinates, doubles(way, "coordinates", 2 * n_points), 2 * n_points));
        report("explained_ratio", max_relative(shares.explained, ratio, 2));
        report("explained_ratio", share_of(ratio[0], (double)shares.explained[2], json_number(way, "explained_ratio_third")));
        check_singular_values(way, centre, coordinates, &shares, n_points);
    }
}

void run_pca(const cJSON *file) {
    run_cases("pca", check_case, cJSON_GetObjectItemCaseSensitive(file, "cases"));
}

/** The native core against a folder of vector files: reference <directory>. report.h says what it prints. */
#include "report.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name;
    void (*run)(const cJSON *file);
} files[] = {
    {"activations", run_activations},
    {"gradients", run_gradients},
    {"trajectories", run_trajectories},
    {"diverging", run_diverging},
    {"curvature", run_curvature},
    {"surfaces", run_surfaces},
    {"pca", run_pca},
    {"init", run_init},
    {"graph", run_graph},
};

/** A file that cannot be read is none of this program's: tests/reference.mjs says so. */
static void run_file(const char *directory, size_t which) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.json", directory, files[which].name);
    char *text = file_text(path);
    cJSON *json = text != NULL ? cJSON_Parse(text) : NULL;
    free(text);
    if (cJSON_IsObject(json))
        files[which].run(json);
    cJSON_Delete(json);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: reference <directory>\n");
        return 2;
    }
    for (size_t which = 0; which < sizeof files / sizeof files[0]; which++)
        run_file(argv[1], which);
    return 0;
}

/** Many runs at once: a process for each processor, which takes the next run that is left until there is none. */
#define _DEFAULT_SOURCE /* NOLINT(bugprone-reserved-identifier): fork, mmap and isatty are not of C11 */
#include "facts.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_WORKERS = 64, BAR = 40 };

static void give_up(const char *what) {
    perror(what);
    exit(2);
}

/** Memory that forked processes share. */
static void *share_memory(size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        give_up("mmap");
    return memory;
}

static size_t n_workers(size_t n_runs) {
    const long n_processors = sysconf(_SC_NPROCESSORS_ONLN);
    const size_t most = n_processors > 0 ? (size_t)n_processors : 1, least = most < n_runs ? most : n_runs;
    return least < MAX_WORKERS ? least : MAX_WORKERS;
}

static void draw_bar(const char *what, size_t done, size_t n) {
    const int filled = (int)(BAR * done / n);
    fprintf(stderr, "\r  [%.*s%*s] %zu/%zu %s", filled, "########################################", BAR - filled, "", done, n, what);
}

/** One byte comes through the pipe for each run that is done; it ends when no process holds its other end. */
static size_t watch(int pipe_end, const char *what, size_t n) {
    char bytes[64];
    size_t done = 0;
    const bool has_bar = isatty(STDERR_FILENO);
    for (ssize_t count; (count = read(pipe_end, bytes, sizeof bytes)) > 0;) {
        done += (size_t)count;
        if (has_bar)
            draw_bar(what, done, n);
    }
    if (has_bar)
        fprintf(stderr, "\r\033[K");
    return done;
}

void fact_runs(const char *what, void *results, size_t result_size, size_t n, fact_run *run, const void *context) {
    if (n == 0)
        return;
    unsigned char *shared = share_memory(n * result_size);
    atomic_size_t *next = share_memory(sizeof *next);
    pid_t workers[MAX_WORKERS];
    const size_t count = n_workers(n);
    int ends[2];
    if (pipe(ends) != 0)
        give_up("pipe");
    fflush(NULL);
    for (size_t w = 0; w < count; w++) {
        workers[w] = fork();
        if (workers[w] < 0)
            give_up("fork");
        if (workers[w] > 0)
            continue;
        close(ends[0]);
        for (size_t index; (index = atomic_fetch_add(next, 1)) < n;) {
            run(shared + index * result_size, index, context);
            if (write(ends[1], "", 1) != 1)
                _exit(2);
        }
        _exit(0);
    }
    close(ends[1]);
    const size_t done = watch(ends[0], what, n);
    close(ends[0]);
    bool failed = done < n;
    for (size_t w = 0; w < count; w++) {
        int status;
        failed = waitpid(workers[w], &status, 0) != workers[w] || status != 0 || failed;
    }
    if (failed) {
        fprintf(stderr, "facts: %s: %zu of %zu runs came to their end\n", what, done, n);
        exit(2);
    }
    memcpy(results, shared, n * result_size);
    munmap(shared, n * result_size);
    munmap(next, sizeof *next);
}

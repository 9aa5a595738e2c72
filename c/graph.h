/** The inside of a graph, and how one grows node by node: from a text in graph_text.c, from a list in graph.c. */
#ifndef NN_GRAPH_H
#define NN_GRAPH_H

#include "internal.h"

struct nn_graph {
    size_t n_nodes, n_edges, n_inputs;
    uint32_t output;
    nn_graph_node *nodes; /* [n_nodes]; their args and names point into the arrays below */
    uint32_t *args;       /* [n_edges]: where each edge comes from */
    uint32_t *inputs;     /* [n_inputs] */
    char *names;          /* [names_length]: 0-terminated, one after the other */
    size_t names_length;
};

/** An empty graph with room for so many of each. NULL when there is no memory. */
nn_graph *nn_graph_with_room(size_t n_nodes, size_t n_edges, size_t names_length);

/** Copies args [n_args]; there must be room. Returns the new node's number. */
uint32_t nn_graph_add(nn_graph *graph, nn_op op, const uint32_t *args, size_t n_args, float value);

/** The node is called by this name from now on. There must be room for it and a 0. */
void nn_graph_set_name(nn_graph *graph, uint32_t node, const char *name, size_t length);

/** The node depends on an input. */
static inline bool nn_graph_varies(const nn_graph *graph, uint32_t node) {
    return graph->nodes[node].varies;
}

/* ---- graph_token.c: what a formula is made of */

typedef enum graph_token_kind {
    GRAPH_END,
    GRAPH_NAME,
    GRAPH_NUMBER,
    GRAPH_SIGN,
    GRAPH_STRANGER /* a character that has no place in a formula */
} graph_token_kind;

typedef struct graph_token {
    graph_token_kind kind;
    char sign;        /* + - * / ^ ( ) = or ; however it was written */
    const char *text; /* as written */
    size_t length;    /* bytes */
    size_t n_characters;
    size_t column; /* of its first character, from 1 */
} graph_token;

/** Where reading stands. Copy the struct to come back. */
typedef struct graph_reader {
    const char *next, *end;
    size_t column; /* of next */
} graph_reader;

/** Reads past blanks and one token; at the end of the text GRAPH_END, again and again. */
graph_token nn_graph_next_token(graph_reader *reader);

#endif

/**
 * Reads a formula: see nn_graph_new in nn.h. Operator precedence with a stack of its own (Dijkstra's shunting yard), so that no text is too
 * deep for the machine's.
 */
#include "graph.h"

#include <stdlib.h>

typedef struct fault_entry {
    const char *name, *expected;
} fault_entry;

static const fault_entry faults[NN_N_FAULTS] = {
    [NN_FAULT_NONE] = {"none", ""},
    [NN_FAULT_OPERAND] = {"operand", "a number, a name, a function, a minus or an opening parenthesis"},
    [NN_FAULT_OPERATOR] = {"operator", "an operator or the end"},
    [NN_FAULT_CLOSE] = {"close", "an operator or a closing parenthesis"},
    [NN_FAULT_FUNCTION] = {"function", "an operator; the functions are exp, log, sin, cos and tanh"},
    [NN_FAULT_CALL] = {"call", "an opening parenthesis behind the name of a function"},
    [NN_FAULT_NEW_NAME] = {"new-name", "a name that is not yet taken"},
    [NN_FAULT_OTHER_NAME] = {"other-name", "a name other than the one that is being defined"},
    [NN_FAULT_NAMED] = {"named", "a name and = in front, as before every expression but the last"},
    [NN_FAULT_NUMBER] = {"number", "a number between -3.4e38 and 3.4e38"},
    [NN_FAULT_TEXT_LENGTH] = {"text-length", "the end: a text has at most 2048 bytes"},
    [NN_FAULT_NAME_LENGTH] = {"name-length", "a name of at most 24 characters"},
    [NN_FAULT_DEPTH] = {"depth", "less nesting: at most 64 operators and parentheses wait for their end"},
    [NN_FAULT_NODES] = {"nodes", "the end: a graph has at most 256 nodes"},
};

const char *nn_fault_name(size_t index) {
    return index < NN_N_FAULTS ? faults[index].name : NULL;
}

/** An operator that waits for its last operand, a function for its parenthesis, or a parenthesis for its end. */
typedef struct pending {
    char sign; /* + - * / ^, ~ for a minus in front, f for a function, ( */
    nn_op op;
    size_t n_args; /* operands that it will have when the one being read is there */
} pending;

typedef struct symbol {
    const char *name; /* in the text */
    size_t length;
    uint32_t node;
} symbol;

typedef struct parser {
    graph_reader reader;
    graph_token token;   /* the next one */
    graph_token defined; /* the name in front of =; of no length where there is none */
    nn_graph *graph;
    nn_graph_error *error;
    pending pending[NN_GRAPH_MAX_DEPTH];
    size_t n_pending, n_open; /* open parentheses */
    uint32_t *operands;
    size_t n_operands;
    symbol *symbols;
    size_t n_symbols;
} parser;

static nn_status refuse_at(const parser *p, nn_graph_fault fault, size_t column) {
    *p->error = (nn_graph_error){.fault = fault, .column = column, .expected = faults[fault].expected};
    return fault >= NN_FAULT_TEXT_LENGTH ? NN_TOO_LARGE : NN_BAD_TEXT;
}

static nn_status refuse(const parser *p, nn_graph_fault fault) {
    return refuse_at(p, fault, p->token.column);
}

static void advance(parser *p) {
    p->token = nn_graph_next_token(&p->reader);
}

/** ; or a line end ends a definition, the end of the text the last. */
static bool at_end(const parser *p) {
    return p->token.kind == GRAPH_END || p->token.sign == ';';
}

/* ---- names */

static bool same_text(const graph_token *token, const char *text, size_t length) {
    return token->length == length && memcmp(token->text, text, length) == 0;
}

/** The function of that name, NN_N_OPS if there is none. */
static nn_op function_named(const graph_token *token) {
    for (nn_op op = NN_OP_EXP; op < NN_N_OPS; op++)
        if (same_text(token, nn_op_name(op), strlen(nn_op_name(op))))
            return op;
    return NN_N_OPS;
}

static const symbol *find_symbol(const parser *p, const graph_token *name) {
    for (size_t k = 0; k < p->n_symbols; k++)
        if (same_text(name, p->symbols[k].name, p->symbols[k].length))
            return &p->symbols[k];
    return NULL;
}

/** From now on the name means that node; it is the node's own if it has none yet. */
static void add_symbol(parser *p, const graph_token *name, uint32_t node) {
    p->symbols[p->n_symbols++] = (symbol){name->text, name->length, node};
    if (p->graph->nodes[node].name[0] == '\0')
        nn_graph_set_name(p->graph, node, name->text, name->length);
}

/* ---- nodes */

/** A node of the last n_args operands, which it takes the place of. */
static nn_status push_node(parser *p, nn_op op, size_t n_args, float value) {
    if (p->graph->n_nodes == NN_GRAPH_MAX_NODES)
        return refuse(p, NN_FAULT_NODES);
    p->n_operands -= n_args;
    p->operands[p->n_operands] = nn_graph_add(p->graph, op, p->operands + p->n_operands, n_args, value);
    p->n_operands++;
    return NN_OK;
}

/** A number as it was written is used once, where it stands: a minus in front of it can change it. */
static bool is_plain_number(const nn_graph_node *node) {
    return node->op == NN_OP_CONSTANT && node->name[0] == '\0';
}

/** Ends the last of what is pending. */
static nn_status reduce(parser *p) {
    const pending *last = &p->pending[--p->n_pending];
    nn_graph_node *operand = &p->graph->nodes[p->operands[p->n_operands - 1]];
    if (last->op != NN_OP_NEGATE || !is_plain_number(operand))
        return push_node(p, last->op, last->n_args, 0.0f);
    operand->value = -operand->value;
    return NN_OK;
}

static nn_status push_pending(parser *p, char sign, nn_op op, size_t n_args) {
    if (p->n_pending == NN_GRAPH_MAX_DEPTH)
        return refuse(p, NN_FAULT_DEPTH);
    p->pending[p->n_pending++] = (pending){sign, op, n_args};
    p->n_open += sign == '(';
    return NN_OK;
}

static int binding(char sign) {
    switch (sign) {
    case '+':
    case '-':
        return 1;
    case '*':
    case '/':
        return 2;
    case '~':
        return 3;
    case '^':
        return 4;
    default: /* ( and a function in front of it */
        return 0;
    }
}

/** Ends all that binds as tightly as that, or tighter, back to the last open parenthesis. */
static nn_status reduce_down_to(parser *p, int level) {
    nn_status status = NN_OK;
    while (status == NN_OK && p->n_pending > 0 && binding(p->pending[p->n_pending - 1].sign) >= level)
        status = reduce(p);
    return status;
}

/* ---- expressions */

static nn_status read_number(parser *p) {
    double number = 0;
    nn_decimal(&number, p->token.text, p->token.length);
    if (!nn_is_finite((float)number))
        return refuse(p, NN_FAULT_NUMBER);
    const nn_status status = push_node(p, NN_OP_CONSTANT, 0, (float)number);
    advance(p);
    return status;
}

/** A name that nobody has defined is an input. */
static nn_status read_name(parser *p) {
    if (same_text(&p->token, p->defined.text, p->defined.length))
        return refuse(p, NN_FAULT_OTHER_NAME);
    if (p->token.n_characters > NN_GRAPH_MAX_NAME)
        return refuse(p, NN_FAULT_NAME_LENGTH);
    const symbol *known = find_symbol(p, &p->token);
    nn_status status = NN_OK;
    if (known) {
        p->operands[p->n_operands++] = known->node;
    } else {
        status = push_node(p, NN_OP_INPUT, 0, 1.0f);
        if (status == NN_OK)
            add_symbol(p, &p->token, p->operands[p->n_operands - 1]);
    }
    advance(p);
    return status;
}

/** Minus, parenthesis, function: what may stand in front of an operand. *found tells whether there was one. */
static nn_status read_prefix(parser *p, bool *found) {
    const nn_op function = p->token.kind == GRAPH_NAME ? function_named(&p->token) : NN_N_OPS;
    nn_status status = NN_OK;
    *found = true;
    if (p->token.sign == '-') {
        status = push_pending(p, '~', NN_OP_NEGATE, 1);
    } else if (p->token.sign == '(') {
        status = push_pending(p, '(', NN_N_OPS, 0);
    } else if (function != NN_N_OPS) {
        status = push_pending(p, 'f', function, 1);
        advance(p);
        if (status == NN_OK && p->token.sign != '(')
            return refuse(p, NN_FAULT_CALL);
        if (status == NN_OK)
            status = push_pending(p, '(', NN_N_OPS, 0);
    } else {
        *found = false;
        return NN_OK;
    }
    advance(p);
    return status;
}

static nn_status read_operand(parser *p) {
    nn_status status = NN_OK;
    for (bool found = true; found && status == NN_OK;)
        status = read_prefix(p, &found);
    if (status != NN_OK)
        return status;
    if (p->token.kind == GRAPH_NUMBER)
        return read_number(p);
    return p->token.kind == GRAPH_NAME ? read_name(p) : refuse(p, NN_FAULT_OPERAND);
}

/** Every closing parenthesis that follows an operand, with the function in front of its opening one. */
static nn_status read_closing(parser *p) {
    nn_status status = NN_OK;
    for (; status == NN_OK && p->token.sign == ')' && p->n_open > 0; advance(p)) {
        status = reduce_down_to(p, 1);
        if (status != NN_OK)
            return status;
        p->n_pending--;
        p->n_open--;
        if (p->n_pending > 0 && p->pending[p->n_pending - 1].sign == 'f')
            status = reduce(p);
    }
    return status;
}

/** A run of + or × is one node: the operator that is pending gets one operand more. */
static nn_status push_operator(parser *p, char sign) {
    static const char signs[] = "+-*/^";
    static const nn_op ops[] = {NN_OP_ADD, NN_OP_SUBTRACT, NN_OP_MULTIPLY, NN_OP_DIVIDE, NN_OP_POWER};
    pending *last = p->n_pending > 0 ? &p->pending[p->n_pending - 1] : NULL;
    if (last && last->sign == sign && (sign == '+' || sign == '*')) {
        last->n_args++;
        return NN_OK;
    }
    nn_status status = sign == '^' ? NN_OK : reduce_down_to(p, binding(sign));
    return status == NN_OK ? push_pending(p, sign, ops[strchr(signs, sign) - signs], 2) : status;
}

/** *more tells whether an operator came, behind which an operand must stand. */
static nn_status read_operator(parser *p, bool *more) {
    *more = binding(p->token.sign) > 0;
    if (!*more && at_end(p) && p->n_open == 0)
        return reduce_down_to(p, 1);
    if (!*more)
        return refuse(p, p->token.sign == '(' ? NN_FAULT_FUNCTION : p->n_open > 0 ? NN_FAULT_CLOSE : NN_FAULT_OPERATOR);
    nn_status status = reduce_down_to(p, binding(p->token.sign) + 1);
    if (status == NN_OK)
        status = push_operator(p, p->token.sign);
    advance(p);
    return status;
}

/** *node ← the value of the expression, which ends where a definition ends. */
static nn_status read_expression(parser *p, uint32_t *node) {
    nn_status status = NN_OK;
    for (bool more = true; more && status == NN_OK;) {
        status = read_operand(p);
        if (status == NN_OK)
            status = read_closing(p);
        if (status == NN_OK)
            status = read_operator(p, &more);
    }
    if (status == NN_OK)
        *node = p->operands[--p->n_operands];
    return status;
}

/* ---- definitions */

/** p->defined ← the name if the next tokens are one and =; both are then taken. */
static nn_status read_left_side(parser *p) {
    graph_reader ahead = p->reader;
    p->defined = (graph_token){.text = ""};
    if (p->token.kind != GRAPH_NAME || nn_graph_next_token(&ahead).sign != '=')
        return NN_OK;
    if (p->token.n_characters > NN_GRAPH_MAX_NAME)
        return refuse(p, NN_FAULT_NAME_LENGTH);
    if (function_named(&p->token) != NN_N_OPS || find_symbol(p, &p->token))
        return refuse(p, NN_FAULT_NEW_NAME);
    p->defined = p->token;
    advance(p);
    advance(p);
    return NN_OK;
}

/** A plain number that gets a name is an input. */
static void define(parser *p, uint32_t number) {
    nn_graph_node *node = &p->graph->nodes[number];
    if (is_plain_number(node)) {
        node->op = NN_OP_INPUT;
        node->varies = true;
        p->graph->inputs[p->graph->n_inputs++] = number;
    }
    add_symbol(p, &p->defined, number);
}

static void skip_ends(parser *p) {
    while (p->token.sign == ';')
        advance(p);
}

static nn_status read_definitions(parser *p) {
    do {
        const size_t column = p->token.column;
        nn_status status = read_left_side(p);
        if (status == NN_OK)
            status = read_expression(p, &p->graph->output);
        if (status != NN_OK)
            return status;
        if (p->defined.length > 0)
            define(p, p->graph->output);
        skip_ends(p);
        if (p->defined.length == 0 && p->token.kind != GRAPH_END)
            return refuse_at(p, NN_FAULT_NAMED, column);
    } while (p->token.kind != GRAPH_END);
    return NN_OK;
}

/** Column of the character that has the byte. */
static size_t column_of_byte(const char *text, size_t byte) {
    size_t column = 0;
    for (size_t i = 0; i <= byte; i++)
        column += ((unsigned char)text[i] & 0xC0) != 0x80;
    return column;
}

/** Every node, operand and name takes a byte of the text at least; an operator makes two edges at most, a name 1 byte longer by its 0. */
static nn_status parse(parser *p, size_t length) {
    p->graph = nn_graph_with_room(length, 2 * length, 2 * length);
    p->operands = malloc(length * sizeof *p->operands + 1);
    p->symbols = malloc(length * sizeof *p->symbols + 1);
    if (!p->graph || !p->operands || !p->symbols)
        return NN_OUT_OF_MEMORY;
    advance(p);
    skip_ends(p);
    return read_definitions(p);
}

nn_status nn_graph_new(nn_graph **graph, nn_graph_error *error, const char *text, size_t length) {
    *graph = NULL;
    *error = (nn_graph_error){0};
    parser p = {.reader = {.next = text, .end = text + length, .column = 1}, .error = error};
    if (length > NN_GRAPH_MAX_TEXT)
        return refuse_at(&p, NN_FAULT_TEXT_LENGTH, column_of_byte(text, NN_GRAPH_MAX_TEXT));
    const nn_status status = parse(&p, length);
    free(p.operands);
    free(p.symbols);
    if (status == NN_OK)
        *graph = p.graph;
    else
        nn_graph_free(p.graph);
    return status;
}

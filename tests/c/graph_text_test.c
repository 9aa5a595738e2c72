/** How formulas are read: what they mean, what they may look like, and where and why they are refused. */
#include "nn.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

/** Reads exactly these bytes, so that a sanitizer sees a read behind their end. */
static nn_status read_bytes(nn_graph **graph, nn_graph_error *error, const char *text, size_t length) {
    char *exact = malloc(length + (length == 0));
    assert_non_null(exact);
    memcpy(exact, text, length);
    const nn_status status = nn_graph_new(graph, error, exact, length);
    free(exact);
    return status;
}

static nn_graph *read_text(const char *text) {
    nn_graph *graph;
    nn_graph_error error;
    if (read_bytes(&graph, &error, text, strlen(text)) != NN_OK)
        fail_msg("\"%s\" is refused at %zu, expected %s", text, error.column, error.expected);
    assert_true(error.fault == NN_FAULT_NONE && error.column == 0 && error.expected == NULL);
    return graph;
}

/** Value of the output when the inputs are 2, 3, 5, 7 in order of appearance. */
static float value_of(const char *text) {
    static const float primes[] = {2, 3, 5, 7};
    nn_graph *graph = read_text(text);
    float values[NN_GRAPH_MAX_NODES], locals[NN_GRAPH_MAX_EDGES];
    nn_graph_sweep sweep;
    assert_true(nn_graph_n_inputs(graph) <= 4);
    assert_int_equal(nn_graph_evaluate(graph, values, locals, &sweep, primes), NN_OK);
    const float value = values[nn_graph_output(graph)];
    nn_graph_free(graph);
    return value;
}

typedef struct meaning {
    const char *text;
    float value;
} meaning;

static void check_values(const meaning *table, size_t n) {
    for (size_t k = 0; k < n; k++)
        if (!(value_of(table[k].text) == table[k].value))
            fail_msg("\"%s\" is %.9g, expected %.9g", table[k].text, (double)value_of(table[k].text), (double)table[k].value);
}

/* ---- meaning */

static void operators_bind_as_in_mathematics(void **state) {
    (void)state;
    static const meaning table[] = {
        {"a + b*c", 17},
        {"(a + b)*c", 25},
        {"a - b - c", -6},
        {"a - (b - c)", 4},
        {"a/b/b", 2.0f / 3 / 3},
        {"a*b/c*b", 6.0f / 5 * 3},
        {"a - b + c", 4},
        {"a + b - c + b", 3},
        {"2^3^2", 512},
        {"(2^3)^2", 64},
        {"-a^2", -4},
        {"(-a)^2", 4},
        {"a^-1", 0.5f},
        {"a*-b", -6},
        {"a - -b", 5},
        {"--a", 2},
        {"-a*b", -6},
        {"2^-1*4", 2},
        {"-2^2", -4},
        {"a^2*b^2", 36},
        {"a*b^2 + c", 23},
        {"-(a + b)*c", -25},
        {"((((a))))*(b)", 6},
        {"a/b*b", 2.0f / 3 * 3},
        {"-a - b", -5},
        {"a^b^0", 2},
        {"2^-2^2", 0.0625f},
    };
    check_values(table, sizeof table / sizeof table[0]);
}

static void functions_apply_to_their_parenthesis(void **state) {
    (void)state;
    static const meaning table[] = {
        {"exp(a - 2)", 1},      {"log(a/2)", 0},   {"sin(0*a)", 0},         {"cos(0)*a^3", 8},
        {"tanh(a - a) + b", 3}, {"-exp(0)^2", -1}, {"exp(log(exp(0)))", 1},
    };
    check_values(table, sizeof table / sizeof table[0]);
}

static void numbers_are_rounded_once(void **state) {
    (void)state;
    static const meaning table[] = {
        {"0.1", 0.1f},
        {"1e-3", 1e-3f},
        {"2.5E+2", 250},
        {".5", 0.5f},
        {"3.", 3},
        {"16777217", 16777216},
        {"1e-45", 1e-45f},
        {"-0.1", -0.1f},
        {"123456789.125", 123456792},
        {"3.4028235e38", 3.4028235e38f},
    };
    check_values(table, sizeof table / sizeof table[0]);
}

static void signs_may_be_written_as_in_print_or_at_full_width(void **state) {
    (void)state;
    static const meaning table[] = {
        {"a − b × c ÷ d", 2 - 15.0f / 7},  {"a·b⋅c", 30}, {"（a＋b）＊c－d／d", 24}, {"b＝a＾2；b＋1", 5},
        {"a\xC2\xA0+\xE3\x80\x80 b\t", 5}, {"a – b", -1},
    };
    check_values(table, sizeof table / sizeof table[0]);
}

static void names_may_have_letters_of_many_scripts(void **state) {
    (void)state;
    nn_graph *graph = read_text("θ₁*x_2 + 权重*Ж3 - _");
    static const char *const names[] = {"θ₁", "x_2", "权重", "Ж3", "_"};
    assert_int_equal(nn_graph_n_inputs(graph), 5);
    for (size_t k = 0; k < 5; k++)
        assert_string_equal(nn_graph_nodes(graph)[nn_graph_inputs(graph)[k]].name, names[k]);
    nn_graph_free(graph);
}

/* ---- structure */

static void check_shape(const char *text, size_t n_nodes, size_t n_edges) {
    nn_graph *graph = read_text(text);
    if (nn_graph_n_nodes(graph) != n_nodes || nn_graph_n_edges(graph) != n_edges)
        fail_msg("\"%s\" has %zu nodes and %zu edges, expected %zu and %zu", text, nn_graph_n_nodes(graph), nn_graph_n_edges(graph),
                 n_nodes, n_edges);
    nn_graph_free(graph);
}

static void a_run_of_one_operator_is_one_node_and_parentheses_make_more(void **state) {
    (void)state;
    check_shape("a + a + a", 2, 3);
    check_shape("(a + a) + a", 3, 4);
    check_shape("a + (a + a)", 3, 4);
    check_shape("a * a * a * a", 2, 4);
    check_shape("a + b - a + b", 5, 6);
    check_shape("a * b / a * b", 5, 6);
    check_shape("a*b + a*b + a*b", 6, 9);
    check_shape("a ^ a ^ a", 3, 4);
}

static void only_a_name_makes_two_uses_one_node(void **state) {
    (void)state;
    check_shape("(a + b)*(a + b)", 5, 6);
    check_shape("s = a + b; s*s", 4, 4);
    check_shape("2*a + 2*a", 6, 6);
    check_shape("k = a; m = k; m + a", 2, 2); /* further names of the same node */
}

static void a_minus_in_front_of_a_number_belongs_to_it(void **state) {
    (void)state;
    check_shape("a + -1", 3, 2);
    check_shape("a*-(2)", 3, 2);
    check_shape("-a", 2, 1);
    check_shape("-2^2", 4, 3);
}

static void definitions_stand_in_order_and_the_last_is_the_output(void **state) {
    (void)state;
    nn_graph *graph = read_text("\nc = a + b\n\nd = b + 1;\ne = c*d;\n;");
    static const char *const names[] = {"a", "b", "c", "", "d", "e"};
    static const nn_op ops[] = {NN_OP_INPUT, NN_OP_INPUT, NN_OP_ADD, NN_OP_CONSTANT, NN_OP_ADD, NN_OP_MULTIPLY};
    for (size_t i = 0; i < 6; i++) {
        const nn_graph_node *node = &nn_graph_nodes(graph)[i];
        assert_string_equal(node->name, names[i]);
        assert_int_equal(node->op, ops[i]);
        assert_int_equal(node->varies, i != 3);
        for (size_t k = 0; k < node->n_args; k++)
            assert_true(node->args[k] < i);
    }
    assert_int_equal(nn_graph_output(graph), 5);
    nn_graph_free(graph);

    graph = read_text("c = a + b; d = 2*c; c");
    assert_int_equal(nn_graph_output(graph), 2);
    nn_graph_free(graph);
}

static void a_name_given_a_plain_number_is_an_input_that_starts_there(void **state) {
    (void)state;
    nn_graph *graph = read_text("a = 2; b = -1.5; y = a*b + c + (1 + 1)");
    const nn_graph_node *nodes = nn_graph_nodes(graph);
    const uint32_t *inputs = nn_graph_inputs(graph);
    assert_int_equal(nn_graph_n_inputs(graph), 3);
    static const char *const names[] = {"a", "b", "c"};
    static const float starts[] = {2, -1.5f, 1};
    for (size_t k = 0; k < 3; k++) {
        assert_string_equal(nodes[inputs[k]].name, names[k]);
        assert_int_equal(nodes[inputs[k]].op, NN_OP_INPUT);
        assert_true(nodes[inputs[k]].value == starts[k] && nodes[inputs[k]].varies);
    }
    nn_graph_free(graph);
}

/* ---- what is refused */

static void check_refused_bytes(const char *text, size_t length, size_t column, nn_graph_fault fault) {
    nn_graph *graph;
    nn_graph_error error;
    const nn_status status = read_bytes(&graph, &error, text, length);
    if (graph)
        fail_msg("\"%.60s\" is read", text);
    assert_int_equal(status, fault >= NN_FAULT_TEXT_LENGTH ? NN_TOO_LARGE : NN_BAD_TEXT);
    if (error.column != column || error.fault != fault)
        fail_msg("\"%.60s\": column %zu, %s; expected column %zu, %s", text, error.column, nn_name(NN_KIND_FAULT, error.fault), column,
                 nn_name(NN_KIND_FAULT, fault));
    assert_true(strlen(error.expected) > 0);
}

static void check_refused(const char *text, size_t column, nn_graph_fault fault) {
    check_refused_bytes(text, strlen(text), column, fault);
}

static void a_missing_operand_is_refused_where_it_should_stand(void **state) {
    (void)state;
    check_refused("", 1, NN_FAULT_OPERAND);
    check_refused("  ; \n ", 7, NN_FAULT_OPERAND);
    check_refused("a +", 4, NN_FAULT_OPERAND);
    check_refused("a + ; b", 5, NN_FAULT_OPERAND);
    check_refused("a ** 2", 4, NN_FAULT_OPERAND);
    check_refused("a + * b", 5, NN_FAULT_OPERAND);
    check_refused("+a", 1, NN_FAULT_OPERAND);
    check_refused("()", 2, NN_FAULT_OPERAND);
    check_refused("exp()", 5, NN_FAULT_OPERAND);
    check_refused("y =", 4, NN_FAULT_OPERAND);
    check_refused("= 3", 1, NN_FAULT_OPERAND);
    check_refused("a + # b", 5, NN_FAULT_OPERAND);
    check_refused(".", 1, NN_FAULT_OPERAND);
    check_refused("₂", 1, NN_FAULT_OPERAND);
}

static void a_missing_operator_or_parenthesis_is_refused_where_it_should_stand(void **state) {
    (void)state;
    check_refused("a b", 3, NN_FAULT_OPERATOR);
    check_refused("2x", 2, NN_FAULT_OPERATOR);
    check_refused("2e", 2, NN_FAULT_OPERATOR);
    check_refused("1.2.3", 4, NN_FAULT_OPERATOR);
    check_refused("a)", 2, NN_FAULT_OPERATOR);
    check_refused("a + b = c", 7, NN_FAULT_OPERATOR);
    check_refused("a, b", 2, NN_FAULT_OPERATOR);
    check_refused("(a + b", 7, NN_FAULT_CLOSE);
    check_refused("(a + b; c", 7, NN_FAULT_CLOSE);
    check_refused("exp(a, b)", 6, NN_FAULT_CLOSE);
    check_refused("(a b)", 4, NN_FAULT_CLOSE);
    check_refused("sqrt(a)", 5, NN_FAULT_FUNCTION);
    check_refused("2(a + b)", 2, NN_FAULT_FUNCTION);
    check_refused("(a + b)(b + 1)", 8, NN_FAULT_FUNCTION);
    check_refused("exp a", 5, NN_FAULT_CALL);
    check_refused("2*tanh", 7, NN_FAULT_CALL);
}

static void columns_count_characters_not_bytes(void **state) {
    (void)state;
    check_refused("权重 × θ₁ −", 10, NN_FAULT_OPERAND);
    check_refused("\xF0\x9D\x91\x8E + 1", 1, NN_FAULT_OPERAND); /* a mathematical italic a: one character, no letter here */
    check_refused("a + \xFF", 5, NN_FAULT_OPERAND);
    check_refused("a \xE2\x88", 3, NN_FAULT_OPERATOR);   /* a minus sign cut short */
    check_refused("a \xC0\xAB b", 3, NN_FAULT_OPERATOR); /* an overlong + */
    check_refused_bytes("a\0+ b", 5, 2, NN_FAULT_OPERATOR);
    check_refused("a = 1\nb = 2\na b", 15, NN_FAULT_OPERATOR); /* a line end is a character */
}

static void names_are_refused_where_they_cannot_stand(void **state) {
    (void)state;
    check_refused("c = 1; c = 2", 8, NN_FAULT_NEW_NAME);
    check_refused("y = x + 1; x = 2", 12, NN_FAULT_NEW_NAME);
    check_refused("exp = 2", 1, NN_FAULT_NEW_NAME);
    check_refused("c = a + c", 9, NN_FAULT_OTHER_NAME);
    check_refused("a + b; c", 1, NN_FAULT_NAMED);
    check_refused("c = 1; a + b; c", 8, NN_FAULT_NAMED);
    check_refused("abcdefghijklmnopqrstuvwxy + 1", 1, NN_FAULT_NAME_LENGTH);
    check_refused("1 + abcdefghijklmnopqrstuvwxy", 5, NN_FAULT_NAME_LENGTH);
    check_refused("abcdefghijklmnopqrstuvwxy = 1", 1, NN_FAULT_NAME_LENGTH);
    check_shape("θθθθθθθθθθθθθθθθθθθθθθθθ = 1", 1, 0); /* 24 characters of two bytes */
}

static void numbers_beyond_float32_are_refused(void **state) {
    (void)state;
    check_refused("1 + 3.5e38", 5, NN_FAULT_NUMBER);
    check_refused("-1e999999999999", 2, NN_FAULT_NUMBER);
    check_refused("a = 1e39", 5, NN_FAULT_NUMBER);
}

/** middle n times between first and last. */
static char *repeated(const char *first, const char *middle, size_t n, const char *last) {
    char *text = calloc(strlen(first) + n * strlen(middle) + strlen(last) + 1, 1);
    assert_non_null(text);
    strcat(text, first);
    for (size_t i = 0; i < n; i++)
        strcat(text, middle);
    return strcat(text, last);
}

static void check_repeated(const char *first, const char *middle, size_t n, const char *last, size_t column, nn_graph_fault fault) {
    char *text = repeated(first, middle, n, last);
    if (fault != NN_FAULT_NONE)
        check_refused(text, column, fault);
    else
        nn_graph_free(read_text(text));
    free(text);
}

static void what_is_too_deep_is_refused(void **state) {
    (void)state;
    check_repeated("a", "^a", 64, "", 0, NN_FAULT_NONE);
    check_repeated("a", "^a", 65, "", 130, NN_FAULT_DEPTH);
    check_repeated("", "-", 64, "a", 0, NN_FAULT_NONE);
    check_repeated("", "-", 65, "a", 65, NN_FAULT_DEPTH);
    check_repeated("", "(", 65, "a", 65, NN_FAULT_DEPTH);
    check_repeated("", "exp(", 32, "a))))))))))))))))))))))))))))))))", 0, NN_FAULT_NONE);
    check_repeated("", "exp(", 33, "a", 129, NN_FAULT_DEPTH);
    check_repeated("a", "-a+a", 60, "", 0, NN_FAULT_NONE); /* long, but not deep */
}

static void what_has_too_many_nodes_is_refused(void **state) {
    (void)state;
    check_repeated("a", "-a", 255, "", 0, NN_FAULT_NONE);
    check_repeated("a", "-a", 256, "", 514, NN_FAULT_NODES);
    check_repeated("a", "+1", 255, "", 512, NN_FAULT_NODES);
}

static void what_is_too_long_is_refused(void **state) {
    (void)state;
    check_repeated("a", "+a", 1023, "", 0, NN_FAULT_NONE);
    check_repeated("a", "+a", 1023, " ", 0, NN_FAULT_NONE);
    check_repeated("a", "+a", 1023, "  ", 2049, NN_FAULT_TEXT_LENGTH);
    check_repeated("", "θ", 1024, " ", 1025, NN_FAULT_TEXT_LENGTH);
}

/* ---- memory */

static nn_status make(void *argument) {
    nn_graph *graph;
    nn_graph_error error;
    const nn_status status = nn_graph_new(&graph, &error, argument, strlen(argument));
    nn_graph_free(graph);
    return status;
}

static void reading_survives_failed_allocations(void **state) {
    (void)state;
    char text[] = "c = a + b; d = b + 1; e = c*d";
    assert_survives_failed_allocations(make, text);
}

static void a_refused_text_keeps_nothing(void **state) {
    (void)state;
    const size_t before = test_live_blocks();
    check_refused("c = a + b; d = c*c; e = d d", 27, NN_FAULT_OPERATOR);
    nn_graph_free(NULL);
    assert_int_equal(test_live_blocks(), before);
}

static void every_fault_has_a_name_of_its_own(void **state) {
    (void)state;
    for (size_t a = 0; a < NN_N_FAULTS; a++)
        for (size_t b = 0; b < a; b++)
            assert_string_not_equal(nn_name(NN_KIND_FAULT, a), nn_name(NN_KIND_FAULT, b));
    assert_null(nn_name(NN_KIND_FAULT, NN_N_FAULTS));
    assert_null(nn_name(NN_KIND_OP, NN_N_OPS));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_bind_as_in_mathematics),
        cmocka_unit_test(functions_apply_to_their_parenthesis),
        cmocka_unit_test(numbers_are_rounded_once),
        cmocka_unit_test(signs_may_be_written_as_in_print_or_at_full_width),
        cmocka_unit_test(names_may_have_letters_of_many_scripts),
        cmocka_unit_test(a_run_of_one_operator_is_one_node_and_parentheses_make_more),
        cmocka_unit_test(only_a_name_makes_two_uses_one_node),
        cmocka_unit_test(a_minus_in_front_of_a_number_belongs_to_it),
        cmocka_unit_test(definitions_stand_in_order_and_the_last_is_the_output),
        cmocka_unit_test(a_name_given_a_plain_number_is_an_input_that_starts_there),
        cmocka_unit_test(a_missing_operand_is_refused_where_it_should_stand),
        cmocka_unit_test(a_missing_operator_or_parenthesis_is_refused_where_it_should_stand),
        cmocka_unit_test(columns_count_characters_not_bytes),
        cmocka_unit_test(names_are_refused_where_they_cannot_stand),
        cmocka_unit_test(numbers_beyond_float32_are_refused),
        cmocka_unit_test(what_is_too_deep_is_refused),
        cmocka_unit_test(what_has_too_many_nodes_is_refused),
        cmocka_unit_test(what_is_too_long_is_refused),
        cmocka_unit_test(reading_survives_failed_allocations),
        cmocka_unit_test(a_refused_text_keeps_nothing),
        cmocka_unit_test(every_fault_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

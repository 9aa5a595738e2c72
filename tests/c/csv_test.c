/** CSV: what is read, what is refused and where, how exact the numbers are. tests/c/dataset_test.c reads whole files. */
#include "nn.h"
#include "support.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static nn_csv *read_bytes(const char *text, size_t length) {
    nn_csv *csv;
    nn_csv_error error;
    const nn_status status = nn_csv_new(&csv, &error, text, length);
    if (status != NN_OK)
        fail_msg("refused at %zu:%zu, expected %s", error.line, error.column, error.expected ? error.expected : "(nothing)");
    assert_true(error.line == 0 && error.column == 0 && error.expected == NULL);
    return csv;
}

static nn_csv *read_text(const char *text) {
    return read_bytes(text, strlen(text));
}

static void check_refused_bytes(const char *text, size_t length, size_t line, size_t column, const char *expected) {
    char *exact = malloc(length + (length == 0)); /* so that a sanitizer sees a read behind its end */
    assert_non_null(exact);
    memcpy(exact, text, length);
    nn_csv *csv;
    nn_csv_error error;
    assert_int_equal(nn_csv_new(&csv, &error, exact, length), NN_BAD_TEXT);
    free(exact);
    assert_null(csv);
    assert_string_equal(error.expected, expected);
    assert_int_equal(error.line, line);
    assert_int_equal(error.column, column);
}

static void check_refused(const char *text, size_t line, size_t column, const char *expected) {
    check_refused_bytes(text, strlen(text), line, column, expected);
}

/** The text is read as these two rows of two inputs, and two labels. */
static void check_two_rows(const char *text) {
    static const float x[] = {1.5f, -2.0f, 0.25f, 4.0f}, y[] = {0.0f, 1.0f};
    nn_csv *csv = read_text(text);
    assert_int_equal(nn_csv_n_rows(csv), 2);
    assert_int_equal(nn_csv_n_inputs(csv), 2);
    assert_int_equal(nn_csv_n_classes(csv), 2);
    assert_same_bits(nn_csv_x(csv), x, 4);
    assert_same_bits(nn_csv_y(csv), y, 2);
    assert_string_equal(nn_csv_class(csv, 0), "cat");
    assert_string_equal(nn_csv_class(csv, 1), "dog");
    nn_csv_free(csv);
}

/* ---- what is read */

static void comma_semicolon_and_tab_all_separate(void **state) {
    (void)state;
    check_two_rows("1.5,-2,cat\n0.25,4,dog\n");
    check_two_rows("1.5;-2;cat\n0.25;4;dog\n");
    check_two_rows("1.5\t-2\tcat\n0.25\t4\tdog\n");
    check_two_rows("\"length, cm\";\"width, cm\";label\n1.5;-2;cat\n0.25;4;dog\n");
}

static void line_ends_blanks_blank_lines_and_byte_order_marks_do_not_matter(void **state) {
    (void)state;
    check_two_rows("1.5,-2,cat\r\n0.25,4,dog\r\n");
    check_two_rows("1.5,-2,cat\r0.25,4,dog\r");
    check_two_rows("1.5,-2,cat\n0.25,4,dog");
    check_two_rows("1.5,-2,cat\n0.25,4,dog\n\n  \r\n\t\n ");
    check_two_rows("\n\r\n1.5,-2,cat\n\n0.25,4,dog\n");
    check_two_rows(" 1.5 ,\t-2, cat \n0.25 , 4 ,dog\t\n");
    check_two_rows("\xEF\xBB\xBF"
                   "1.5,-2,cat\n0.25,4,dog\n");
}

static void quotes_may_stand_around_any_field(void **state) {
    (void)state;
    check_two_rows("\"1.5\",\"-2\",\"cat\"\r\n\"0.25\", \"4\" ,dog\n");
    nn_csv *csv = read_text("\"a, \"\"b\"\"\",\"c\nd\",\"\"\n1,2,\"say \"\"x\"\"\"\n3,4,\"y\r\nz\"\n5,6,say \"x\"\n");
    assert_string_equal(nn_csv_column(csv, 0), "a, \"b\"");
    assert_string_equal(nn_csv_column(csv, 1), "c\nd");
    assert_string_equal(nn_csv_column(csv, 2), "");
    assert_string_equal(nn_csv_class(csv, 0), "say \"x\"");
    assert_string_equal(nn_csv_class(csv, 1), "y\r\nz");
    assert_int_equal(nn_csv_n_classes(csv), 2); /* quoted or not, one label */
    assert_true(nn_csv_y(csv)[2] == 0.0f);
    nn_csv_free(csv);
}

static void a_first_line_of_names_names_the_columns(void **state) {
    (void)state;
    nn_csv *csv = read_text("长度,width (cm),kind\n1,2,a\n3,4,b\n");
    assert_int_equal(nn_csv_n_rows(csv), 2);
    assert_string_equal(nn_csv_column(csv, 0), "长度");
    assert_string_equal(nn_csv_column(csv, 1), "width (cm)");
    assert_string_equal(nn_csv_column(csv, 2), "kind");
    assert_string_equal(nn_csv_column(csv, 3), "");
    assert_string_equal(nn_csv_class(csv, 2), "");
    nn_csv_free(csv);
}

static void without_names_the_columns_have_empty_ones(void **state) {
    (void)state;
    nn_csv *csv = read_text("1,2,a\n3,4,b\n");
    for (size_t c = 0; c < 3; c++)
        assert_string_equal(nn_csv_column(csv, c), "");
    nn_csv_free(csv);
}

static void a_column_called_label_class_or_species_holds_the_labels(void **state) {
    (void)state;
    static const char *const names[] = {"label", "Class", "SPECIES"};
    for (size_t k = 0; k < 3; k++) {
        char text[64];
        snprintf(text, sizeof text, "x,%s,0\n1,cat,2\n3,dog,4\n", names[k]); /* the last name is a number */
        nn_csv *csv = read_text(text);
        const float x[] = {1, 2, 3, 4};
        assert_same_bits(nn_csv_x(csv), x, 4);
        assert_string_equal(nn_csv_column(csv, 0), "x");
        assert_string_equal(nn_csv_column(csv, 1), "0");
        assert_string_equal(nn_csv_column(csv, 2), names[k]);
        assert_string_equal(nn_csv_class(csv, 1), "dog");
        nn_csv_free(csv);
    }
}

/** A table of n rows with these labels. */
static nn_csv *read_labels(const char *const *labels, size_t n) {
    char text[2000];
    size_t length = 0;
    for (size_t i = 0; i < n; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "0,%s\n", labels[i]);
    return read_bytes(text, length);
}

static void whole_numbers_are_classes_in_order_of_appearance(void **state) {
    (void)state;
    nn_csv *csv = read_labels((const char *[]){"3", "-1", "3.0", "03", "7"}, 5);
    const float y[] = {0, 1, 0, 0, 2};
    assert_int_equal(nn_csv_n_classes(csv), 3);
    assert_same_bits(nn_csv_y(csv), y, 5);
    assert_string_equal(nn_csv_class(csv, 1), "-1");
    nn_csv_free(csv);
}

static void a_fraction_among_the_labels_makes_them_targets(void **state) {
    (void)state;
    nn_csv *csv = read_labels((const char *[]){"3", "-1", "3", "0.5", "7"}, 5);
    const float y[] = {3, -1, 3, 0.5f, 7};
    assert_int_equal(nn_csv_n_classes(csv), 0);
    assert_same_bits(nn_csv_y(csv), y, 5);
    assert_string_equal(nn_csv_class(csv, 0), "");
    nn_csv_free(csv);
}

static void sixteen_whole_numbers_are_classes_and_seventeen_are_targets(void **state) {
    (void)state;
    static const char *const labels[] = {"0",  "2",  "4",  "6",  "8",  "10", "12", "14", "16",
                                         "18", "20", "22", "24", "26", "28", "30", "32", "34"};
    nn_csv *csv = read_labels(labels, 16);
    assert_int_equal(nn_csv_n_classes(csv), 16);
    assert_true(nn_csv_y(csv)[15] == 15.0f);
    nn_csv_free(csv);
    csv = read_labels(labels, 18);
    assert_int_equal(nn_csv_n_classes(csv), 0);
    for (size_t i = 0; i < 18; i++)
        assert_true(nn_csv_y(csv)[i] == (float)(2 * i));
    nn_csv_free(csv);
}

static void a_word_among_whole_numbers_makes_all_of_them_names(void **state) {
    (void)state;
    nn_csv *csv = read_labels((const char *[]){"1", "none", "1.0", "2.5"}, 4);
    const float y[] = {0, 1, 0, 2};
    assert_int_equal(nn_csv_n_classes(csv), 3);
    assert_same_bits(nn_csv_y(csv), y, 4);
    assert_string_equal(nn_csv_class(csv, 2), "2.5");
    nn_csv_free(csv);
}

/* ---- what is refused */

static void a_text_without_a_table_is_refused(void **state) {
    (void)state;
    static const char columns[] = "at least one column of numbers and one of labels";
    check_refused("", 1, 1, columns);
    check_refused(" \n\n", 3, 1, columns);
    check_refused("\xEF\xBB\xBF", 1, 1, columns);
    check_refused("\n1\n2\n", 2, 1, columns);
    check_refused("x,y,label\n", 2, 1, "at least two rows");
    check_refused("1,2,a", 1, 6, "at least two rows");
    check_refused("1,2,a\n3,4,a\n", 3, 1, "at least two different labels");
}

static void what_is_no_number_is_refused_where_it_stands(void **state) {
    (void)state;
    static const char *const wrong[] = {"abc", "",    ".",    "-",   "+",        "1e",    "1e+", "--1", "1 2", "0x10",
                                        "1,",  "nan", "-NaN", "inf", "Infinity", "1.2.3", "1f",  "e5",  "NA",  "\u00A01"};
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++) {
        char text[100];
        snprintf(text, sizeof text, "a;b;kind\n1;2;u\n3;  %s;v\n", wrong[k]);
        check_refused(text, 3, 5, "a number");
    }
    check_refused("1,2\n0.5,u\n1.5,v\nx,w\n", 4, 1, "a number");
}

static void numbers_beyond_float32_are_refused(void **state) {
    (void)state;
    static const char expected[] = "a number between -3.4e38 and 3.4e38";
    check_refused("1,a\n1e999,b\n", 2, 1, expected);
    check_refused("1,a\n-3.5e38,b\n", 2, 1, expected);
    check_refused("1,a\n1e99999999999999999999,b\n", 2, 1, expected);
    check_refused("1,1.5\n2,1e39\n", 2, 3, expected);
    check_refused("1,1\n2,1e39\n", 2, 3, expected);
    check_refused("1,2\n3,a\n4,nan\n", 3, 3, "a label or a number");
}

static void a_column_counts_characters_and_a_line_counts_line_ends(void **state) {
    (void)state;
    check_refused("长度,宽度,种\n1,2,\"猫\n咪\"\n\"一\",2,狗\n", 4, 1, "a number");
    check_refused("a,b,种\r\n1,2,猫\r\n3,4,狗,\r\n", 3, 6, "as many fields as the first line");
    check_refused("x,label,y\n1,\"é\U0001F600\",2\n3,\"猫\n咪\", z\n", 4, 5, "a number");
    check_refused("a,b\r1,2\r3,x\rz,4\r", 4, 1, "a number");
    check_refused("\xEF\xBB\xBF"
                  "1,2,a\n1,?,b",
                  2, 3, "a number");
}

static void rows_of_another_length_are_refused(void **state) {
    (void)state;
    static const char expected[] = "as many fields as the first line";
    check_refused("1,2,a\n3,4\n", 2, 4, expected);
    check_refused("1,2,a\n3,4,b,5\n", 2, 6, expected);
    check_refused("1,2,a\n3,4,b,", 2, 6, expected);
    check_refused("1,2,a\n3", 2, 2, expected);
    check_refused("1,2,a\n3,4,b\n\n\nend\n", 5, 4, expected);
}

static void quotes_that_do_not_match_are_refused(void **state) {
    (void)state;
    check_refused("1,2,a\n3,4,\"b\n5,6,c\n", 2, 5, "a closing quote");
    check_refused("1,2,a\n3,4,\"", 2, 5, "a closing quote");
    check_refused("1,2,a\n3,4,\"b\"\"", 2, 5, "a closing quote");
    check_refused("1,2,a\n3,4,\"b\" c\n", 2, 9, "a separator or the end of the line after the closing quote");
    check_refused("\"a\"b,2,a\n", 1, 4, "a separator or the end of the line after the closing quote");
}

static void labels_that_are_missing_or_too_many_are_refused(void **state) {
    (void)state;
    check_refused("1,2,a\n3,4,\n", 2, 5, "a label or a number");
    check_refused("1,2.5\n3,\n", 2, 3, "a number");
    char text[400];
    size_t length = 0;
    for (size_t i = 0; i < 17; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%zu,k%zu\n", i, i);
    check_refused(text, 17, 4, "at most 16 different labels");
}

static void zero_bytes_are_refused(void **state) {
    (void)state;
    check_refused_bytes("1,2,a\n3,4,b\0\n", 13, 2, 5, "text, not a zero byte");
    check_refused_bytes("\xFF\xFE"
                        "1\0,\0\n\0",
                        8, 1, 1, "text, not a zero byte"); /* UTF-16 */
}

static void more_than_64_columns_are_refused(void **state) {
    (void)state;
    enum { LENGTH = 2 * 64 };
    char text[2 * LENGTH]; /* two rows of 64 ones, the last label a 2 */
    for (size_t i = 0; i < sizeof text; i += 2) {
        text[i] = '1';
        text[i + 1] = (i + 2) % LENGTH ? ',' : '\n';
    }
    text[sizeof text - 2] = '2';
    nn_csv *csv = read_bytes(text, sizeof text);
    assert_int_equal(nn_csv_n_inputs(csv), 63);
    nn_csv_free(csv);
    text[LENGTH - 1] = ',';
    check_refused_bytes(text, sizeof text, 1, 129, "at most 64 columns");
}

static void a_hundred_thousand_rows_are_read_and_one_more_is_refused(void **state) {
    (void)state;
    const size_t rows = NN_CSV_MAX_ROWS;
    char *text = malloc((rows + 1) * 32);
    assert_non_null(text);
    size_t length = 0;
    for (size_t i = 0; i < rows; i++)
        length += (size_t)sprintf(text + length, "%zu,-%zu.5,%s\n", i, i % 1000, i % 3 ? "a" : "b");

    nn_csv *csv = read_bytes(text, length);

    assert_int_equal(nn_csv_n_rows(csv), rows);
    for (size_t i = 0; i < rows; i++) {
        assert_true(nn_csv_x(csv)[2 * i] == (float)i && nn_csv_x(csv)[2 * i + 1] == -(float)(i % 1000) - 0.5f);
        assert_true(nn_csv_y(csv)[i] == (i % 3 ? 1.0f : 0.0f));
    }
    nn_csv_free(csv);
    length += (size_t)sprintf(text + length, "\n1,2,a\n");
    check_refused_bytes(text, length, rows + 2, 1, "at most 100,000 rows");
    free(text);
}

/* ---- numbers */

static float read_number(const char *number) {
    char text[1200];
    snprintf(text, sizeof text, "%s,a\n0,b\n", number);
    nn_csv *csv = read_text(text);
    const float x = nn_csv_x(csv)[0];
    nn_csv_free(csv);
    return x;
}

/** Half an ulp, and the 2⁻²⁶ of one that the parser promises beyond it. */
static void check_number(const char *number) {
    const double expected = strtod(number, NULL);
    const float read = read_number(number);
    const double ulp =
        fmax((double)nextafterf(fabsf(read), INFINITY) - (double)fabsf(read), (double)fabsf(read) - (double)nextafterf(fabsf(read), 0));
    assert_close((double)read, expected, ulp * (0.5 + 0x1p-26));
    if (expected == 0)
        assert_true(!signbit(read) == !signbit(expected));
}

static void decimals_of_every_form_are_read(void **state) {
    (void)state;
    static const char *const numbers[] = {
        "0",
        "-0",
        "+7",
        "1.",
        ".5",
        "-.5e1",
        "1E3",
        "1e+3",
        "1e-3",
        "007",
        "000000000000000000000000001.5",
        "0.1",
        "16777217",
        "16777219",
        "3.4028234e38",
        "3.4028235677973362e38",
        "-3.4028235e38",
        "1.17549435e-38",
        "1e-45",
        "7.1e-46",
        "7e-46",
        "1e-60",
        "1e-99999999999999999999",
        "0e999999999999",
        "0.000000000000000000000000000000000000000000000000000001e54",
        "100000000000000000000000000000000000000e-38",
        "123456789012345678901234567890",
        "0.30000001192092896",
        "9999999999999999999",
        "18446744073709551615",
        "18446744073709551616",
    };
    for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++)
        check_number(numbers[k]);
}

static void a_number_of_a_thousand_digits_is_read(void **state) {
    (void)state;
    char number[1100];
    memset(number, '0', sizeof number);
    number[0] = '7';
    memcpy(number + 1000, "e-1000", sizeof "e-1000");
    assert_true(read_number(number) == 0.7f);
    memset(number, '0', sizeof number);
    number[1] = '.';
    memcpy(number + 1000, "7e999", sizeof "7e999");
    assert_true(read_number(number) == 7.0f);
}

static void random_decimals_agree_with_strtod(void **state) {
    (void)state;
    nn_rng rng = nn_rng_new(1, 0);
    for (size_t k = 0; k < 5000; k++) {
        char number[64];
        const uint32_t high = nn_rng_bits(&rng), low = nn_rng_bits(&rng);
        const int exponent = (int)nn_rng_below(&rng, 75) - 50 - (int)nn_rng_below(&rng, 2) * 8;
        const size_t digits = nn_rng_below(&rng, 20);
        snprintf(number, sizeof number, "%u.%0*ue%d", high >> nn_rng_below(&rng, 32), (int)digits, low, exponent);
        check_number(number);
    }
}

static void short_decimals_are_the_nearest_floats(void **state) {
    (void)state;
    for (unsigned k = 0; k < 20000; k++) { /* tenths to ten-thousandths, as measurements come */
        char number[32];
        snprintf(number, sizeof number, "%u.%0*u", k / 10, 1 + (int)(k % 4), k % 10);
        assert_true(read_number(number) == strtof(number, NULL));
    }
}

/* ---- memory */

static nn_status make_and_free(void *text) {
    nn_csv *csv;
    nn_csv_error error;
    const nn_status status = nn_csv_new(&csv, &error, text, strlen(text));
    if (status == NN_OUT_OF_MEMORY)
        assert_null(csv);
    nn_csv_free(csv);
    return status;
}

static void failed_allocations_are_survived(void **state) {
    (void)state;
    char words[] = "x,y,label\n1,2,a\n3,4,b\n5,6,c\n", targets[] = "1,2\n3,4\n5,6.5\n";
    assert_survives_failed_allocations(make_and_free, words);
    assert_survives_failed_allocations(make_and_free, targets);
}

static void a_refused_text_leaves_nothing_behind(void **state) {
    (void)state;
    const size_t before = test_live_blocks();
    check_refused("x,y,label\n1,2,a\n3,4,b\n5,z,c\n", 4, 3, "a number");
    nn_csv_free(NULL);
    assert_int_equal(test_live_blocks(), before);
}

/* Texts made at random of the bytes that mean something to the reader; a place of refusal is inside the text or just behind it. */
static void any_text_is_either_read_or_refused_at_a_place_in_it(void **state) {
    (void)state;
    static const char bytes[] = "1,;\t\"\n\r a.e-\xEF\xBB\xBF\0";
    nn_rng rng = nn_rng_new(2, 0);
    size_t n_read = 0;
    for (size_t k = 0; k < 20000; k++) {
        char text[24] = "1,a\n2,b\n";
        const size_t length = nn_rng_below(&rng, sizeof text + 1);
        for (size_t i = k % 2 ? 0 : 8; i < length; i++)
            text[i] = bytes[nn_rng_below(&rng, sizeof bytes - 1)];
        nn_csv *csv;
        nn_csv_error error;
        const nn_status status = nn_csv_new(&csv, &error, text, length);
        n_read += status == NN_OK;
        if (status == NN_BAD_TEXT)
            assert_true(error.line >= 1 && error.line <= length + 1 && error.column >= 1 && error.column <= length + 1 && error.expected);
        else
            assert_int_equal(status, NN_OK);
        nn_csv_free(csv);
    }
    assert_true(n_read > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comma_semicolon_and_tab_all_separate),
        cmocka_unit_test(line_ends_blanks_blank_lines_and_byte_order_marks_do_not_matter),
        cmocka_unit_test(quotes_may_stand_around_any_field),
        cmocka_unit_test(a_first_line_of_names_names_the_columns),
        cmocka_unit_test(without_names_the_columns_have_empty_ones),
        cmocka_unit_test(a_column_called_label_class_or_species_holds_the_labels),
        cmocka_unit_test(whole_numbers_are_classes_in_order_of_appearance),
        cmocka_unit_test(a_fraction_among_the_labels_makes_them_targets),
        cmocka_unit_test(sixteen_whole_numbers_are_classes_and_seventeen_are_targets),
        cmocka_unit_test(a_word_among_whole_numbers_makes_all_of_them_names),
        cmocka_unit_test(a_text_without_a_table_is_refused),
        cmocka_unit_test(what_is_no_number_is_refused_where_it_stands),
        cmocka_unit_test(numbers_beyond_float32_are_refused),
        cmocka_unit_test(a_column_counts_characters_and_a_line_counts_line_ends),
        cmocka_unit_test(rows_of_another_length_are_refused),
        cmocka_unit_test(quotes_that_do_not_match_are_refused),
        cmocka_unit_test(labels_that_are_missing_or_too_many_are_refused),
        cmocka_unit_test(zero_bytes_are_refused),
        cmocka_unit_test(more_than_64_columns_are_refused),
        cmocka_unit_test(a_hundred_thousand_rows_are_read_and_one_more_is_refused),
        cmocka_unit_test(decimals_of_every_form_are_read),
        cmocka_unit_test(a_number_of_a_thousand_digits_is_read),
        cmocka_unit_test(random_decimals_agree_with_strtod),
        cmocka_unit_test(short_decimals_are_the_nearest_floats),
        cmocka_unit_test(failed_allocations_are_survived),
        cmocka_unit_test(a_refused_text_leaves_nothing_behind),
        cmocka_unit_test(any_text_is_either_read_or_refused_at_a_place_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

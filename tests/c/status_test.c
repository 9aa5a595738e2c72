/** Every status says in words what it is. */
#include "support.h"

#include <string.h>

static void every_status_has_a_sentence_of_its_own(void **state) {
    (void)state;
    for (int a = 0; a < NN_N_STATUS; a++) {
        const char *message = nn_status_message((nn_status)a);
        assert_non_null(message);
        assert_true(strlen(message) > 0);
        for (int b = 0; b < a; b++)
            assert_string_not_equal(message, nn_status_message((nn_status)b));
    }
}

static void a_number_that_is_no_status_still_has_a_sentence(void **state) {
    (void)state;
    assert_non_null(nn_status_message(NN_N_STATUS));
    assert_true(strlen(nn_status_message(NN_N_STATUS)) > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_a_sentence_of_its_own),
        cmocka_unit_test(a_number_that_is_no_status_still_has_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

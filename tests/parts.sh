# What ./build.sh test runs; build.sh reads this file.

# float-cast-overflow is not among clang's undefined behaviours by default.
sanitize='-O1 -g -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all'
# The tests' own allocator, which can be told to fail.
inject='-Dmalloc=support_malloc -Dcalloc=support_calloc -Drealloc=support_realloc -Dfree=support_free'

need_tests() {
    missing=
    need_program gcc gcc
    need_file /usr/include/stdlib.h libc6-dev
    need_file /usr/include/cmocka.h libcmocka-dev
    need_file /usr/include/cjson/cJSON.h libcjson-dev
    need_program clang clang
    need_file "$(clang -print-file-name="libclang_rt.asan-$(uname -m).a" 2>/dev/null)" libclang-rt-14-dev
    need_program clang-format clang-format
    need_program clang-tidy clang-tidy
    need_program cppcheck cppcheck
    need_program valgrind valgrind
    need_program chromium chromium
    need_program firefox-esr firefox-esr
    need_program WebKitWebDriver webkit2gtk-driver
    need_program xvfb-run xvfb
    need_program xauth xauth
    need_program hugo hugo
    need_file /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc fonts-noto-cjk
    need_program jekyll jekyll
    need_file /usr/share/doc/jekyll-theme-minima jekyll-theme-minima
    need_fuzz
    install_missing
    install_modules tests/hosts
}

need_fuzz() {
    need_program clang clang
    need_file "$(clang -print-file-name="libclang_rt.fuzzer-$(uname -m).a" 2>/dev/null)" libclang-rt-14-dev
}

helpers=$(find tests/c -name '*.c' ! -name '*_test.c' ! -name golden.c ! -path '*/reference/*' | sort)
tests=$(find tests/c -name '*_test.c' | sort)

# link_golden <program> <compiler and flags…>: the program that prints the hashes of golden.json.
link_golden() {
    local output=$1
    shift
    compile "$output.objects" "$core tests/c/golden.c" "$@" -Ic
    "$@" -o "$output" $(objects "$output.objects" "$core golden.c")
}

# test_programs <directory> <compiler and flags…>
test_programs() {
    local directory=$1
    shift
    compile "$directory/core" "$core" "$@" $strict $arithmetic $inject
    compile "$directory/tests" "$helpers $tests" "$@" $strict $arithmetic -Ic
    rm -f "$directory/libtest.a"
    ar rcs "$directory/libtest.a" $(objects "$directory/tests" "$helpers") $(objects "$directory/core" "$core")
    names_of_tests | xargs -P "$jobs" -I{} sh -c '
        name=$1 directory=$2
        shift 2
        "$@" -o "$directory/$name" "$directory/tests/$name.o" "$directory/libtest.a" -lcmocka -lcjson -lm' sh {} "$directory" "$@"
}

names_of_tests() {
    for test in $tests; do
        basename "$test" .c
    done
}

# run_programs <directory> [wrapper…]: every test program there; what one printed is shown if it failed.
run_programs() {
    local directory=$1
    shift
    failed=$(names_of_tests | xargs -P "$jobs" -I{} sh -c '
        name=$1 directory=$2
        shift 2
        "$@" "$directory/$name" >"$directory/$name.log" 2>&1 || echo "$name"' sh {} "$directory" "$@")
    for name in $(names_of_tests); do
        if printf '%s\n' "$failed" | grep -qx "$name"; then
            cat "$directory/$name.log"
        else
            echo "    $name: $(grep -c '\[       OK \]' "$directory/$name.log") passed"
        fi
    done
    [ -z "$failed" ] || fail "in $directory:" $failed
}

fail() {
    echo "build.sh: failed $*" >&2
    exit 1
}

test_native() {
    test_programs "$BUILD/test-gcc" gcc -O2
    run_programs "$BUILD/test-gcc"
}

test_sanitizers() {
    test_programs "$BUILD/test-sanitizers" clang $sanitize
    run_programs "$BUILD/test-sanitizers"
}

test_valgrind() {
    test_programs "$BUILD/test-gcc" gcc -O2
    run_programs "$BUILD/test-gcc" valgrind -q --error-exitcode=1 --leak-check=full
}

test_coverage() {
    rm -rf "$BUILD/test-coverage"
    test_programs "$BUILD/test-coverage" gcc -O1 --coverage
    run_programs "$BUILD/test-coverage" >/dev/null
    gcov -n -o "$BUILD/test-coverage/core" $core 2>/dev/null | awk -F"[':% ]+" '
        /^File/ { file = $2 }
        /^Lines/ && file ~ /^c\/.*\.c$/ { printf "    %6.1f %%  %s\n", $3, file; covered += $3 * $5 / 100; lines += $5; file = "" }
        END { printf "    %6.1f %%  of all %d lines of c/\n", 100 * covered / lines, lines }'
}

test_golden() {
    link_golden "$BUILD/golden-gcc" gcc -O2 $strict $arithmetic
    link_golden "$BUILD/golden-gcc-native" gcc -O3 -march=native $strict $arithmetic
    link_golden "$BUILD/golden-sanitizers" clang $sanitize $strict $arithmetic
    wasm "$BUILD/core-simd.wasm" c/wasm.c $simd
    wasm "$BUILD/core-nosimd.wasm" c/wasm.c
    for wasm in simd nosimd; do
        emcc -O2 $strict -Ic tests/c/golden.c $(objects "$BUILD/core-$wasm.wasm.objects" "$core") -o "$BUILD/golden-$wasm.wasm"
    done
    node --test --test-reporter=spec tests/golden_test.mjs
}

test_reference() {
    native
    web
    run_reference tests/reference
    node --test --test-reporter=spec tests/reference_test.mjs
}

test_facts() {
    run_facts sample
}

fuzzers=$(find tests/fuzz -name '*_fuzz.c' | sort)

# fuzz_one <name> <seconds>: what it found so far is kept in $BUILD/fuzz; an input that crashes it is printed, and kept there too.
fuzz_one() {
    name=$1 directory=$BUILD/fuzz log=$BUILD/fuzz/$1.log
    mkdir -p "$directory/found/$name"
    dictionary=
    [ ! -e "tests/fuzz/$name.dict" ] || dictionary="-dict=tests/fuzz/$name.dict"
    if "$directory/${name}_fuzz" -max_total_time="$2" -timeout=20 -rss_limit_mb=4096 -max_len=3000 -len_control=20 $dictionary \
        -artifact_prefix="$directory/$name-" "$directory/found/$name" "tests/fuzz/seeds/$name" >"$log" 2>&1; then
        echo "    $name: $(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$log") inputs"
    else
        grep -v '^#[0-9]\|^INFO\|NEW_FUNC' "$log"
        return 1
    fi
}

# run_fuzzers [seconds]: all at once.
run_fuzzers() {
    compile "$BUILD/fuzz/core" "$core" clang $sanitize -fsanitize=fuzzer-no-link $strict $arithmetic
    compile "$BUILD/fuzz/tests" "tests/fuzz/fuzz.c $fuzzers" clang $sanitize -fsanitize=fuzzer-no-link $strict $arithmetic -Ic
    processes= failed=
    for fuzzer in $fuzzers; do
        name=$(basename "$fuzzer" _fuzz.c)
        clang $sanitize -fsanitize=fuzzer -o "$BUILD/fuzz/${name}_fuzz" $(objects "$BUILD/fuzz/tests" "$fuzzer fuzz.c") $(objects "$BUILD/fuzz/core" "$core") -lm
        fuzz_one "$name" "${1:-30}" &
        processes="$processes $!"
    done
    for process in $processes; do
        wait "$process" || failed=yes
    done
    [ -z "$failed" ] || fail "fuzzing; each input that did it is named above and kept in $BUILD/fuzz"
}

test_fuzz() {
    run_fuzzers 30
}

test_lint() {
    clang-format --dry-run -Werror c/*.[ch] tests/bench/peers/*.c tests/c/*.[ch] tests/c/reference/*.[ch] tests/facts/*.[ch] tests/fuzz/*.[ch]
    printf '%s\n' $core $facts | xargs -P "$jobs" -n 4 sh -c 'clang-tidy --quiet "$@" -- -std=c11 -Ic 2>/dev/null' sh
    cppcheck -j "$jobs" --quiet --std=c11 --enable=warning,portability,performance --error-exitcode=1 --inline-suppr c tests/facts
    node_modules/.bin/prettier --check --log-level=warn web tests &
    node_modules/.bin/tsc -p web
    wait $!
}

test_node() {
    native
    web
    wasm "$BUILD/nn-nosimd.wasm" c/wasm.c
    node --test --test-reporter=spec --test-concurrency="$jobs" $(find tests/node -name '*_test.mjs' | sort)
}

# All engines at once: each waits for its own frames.
test_browser() {
    web
    node --test --test-reporter=spec --test-concurrency=3 tests/browser/in_*.mjs
}

# Each part in a process of its own, so that the first failing command ends the part and not the rest.
run_tests() {
    if [ -n "${VALLEY_PART-}" ]; then
        "test_$1"
        return
    fi
    need_web
    need_tests
    [ $# != 0 ] || set -- lint native sanitizers valgrind fuzz coverage golden reference facts node browser
    failed=
    for part; do
        echo "==== $part"
        VALLEY_PART=1 ./build.sh test "$part" || failed="$failed $part"
    done
    [ -z "$failed" ] || fail "tests:$failed"
    echo "all passed: $*"
}

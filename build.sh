#!/bin/sh
# Builds, serves and tests Valley. Everything goes to $BUILD (build) and $DIST (dist).
set -eu
cd "$(dirname "$0")"

usage() {
    cat <<'END'
usage: ./build.sh [command]
    (none)          dist/: the page and the modules
    run             the same, served on 127.0.0.1
    test [part …]   every test, or some of: native sanitizers valgrind coverage golden lint node browser
    native          build/libnn.a and build/nn.h: needs nothing but a C compiler
    bench           speed, native and wasm side by side, as JSON lines
    clean           removes what was built
END
}

export BUILD="${BUILD:-build}" DIST="${DIST:-dist}"
CC=${CC:-cc}
jobs=$(nproc 2>/dev/null || echo 2)

strict='-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror'
# The same bits everywhere: no fused multiply-add. No errno: a square root is then one instruction.
arithmetic='-ffp-contract=off -fno-math-errno'
simd='-msimd128'
# float-cast-overflow is not among clang's undefined behaviours by default.
sanitize='-O1 -g -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all'
# The tests' own allocator, which can be told to fail.
inject='-Dmalloc=support_malloc -Dcalloc=support_calloc -Drealloc=support_realloc -Dfree=support_free'

core=$(find c -name '*.c' ! -name wasm.c ! -name bench.c ! -name peak.c | sort)

# ---- setting up

# need_program <program> <Debian package>, need_file <path> <Debian package>: note what is not there.
need_program() {
    command -v "$1" >/dev/null || missing="$missing $2"
}
need_file() {
    [ -e "$1" ] || missing="$missing $2"
}

install_missing() {
    [ -n "$missing" ] || return 0
    root=
    [ "$(id -u)" = 0 ] || root=sudo
    if ! command -v apt-get >/dev/null || ! command -v ${root:-true} >/dev/null; then
        echo "build.sh: please install what these Debian packages hold:$missing" >&2
        exit 1
    fi
    echo "build.sh: installing with apt-get:$missing"
    $root apt-get update -qq </dev/null
    DEBIAN_FRONTEND=noninteractive $root apt-get install -qq -y --no-install-recommends $missing </dev/null
}

need_web() {
    missing=
    need_program emcc emscripten
    need_program node nodejs
    need_program npm npm
    need_file /etc/ssl/certs/ca-certificates.crt ca-certificates
    install_missing
    ln -sfn web/node_modules node_modules
    [ web/node_modules/.package-lock.json -nt web/package-lock.json ] && return
    echo "build.sh: installing web/node_modules with npm, as web/package-lock.json says"
    (cd web && npm ci --ignore-scripts --loglevel=error </dev/null && touch node_modules/.package-lock.json)
}

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
    install_missing
}

# ---- compiling

# compile <directory> <sources> <compiler and flags…>: the objects that are older than their source, a header or this script.
compile() {
    local directory=$1 sources=$2
    shift 2
    mkdir -p "$directory"
    printf '%s\n' $sources | xargs -P "$jobs" -I{} sh -c '
        source=$1 object=$2/$(basename "$1" .c).o
        shift 2
        [ -e "$object" ] && [ -z "$(find c tests/c build.sh \( -name "*.h" -o -path "$source" -o -name build.sh \) -newer "$object")" ] ||
            "$@" -c "$source" -o "$object"' sh {} "$directory" "$@"
}

# objects <directory> <sources>
objects() {
    for source in $2; do
        echo "$1/$(basename "$source" .c).o"
    done
}

# link_golden <program> <compiler and flags…>: the program that prints the hashes of golden.json.
link_golden() {
    local output=$1
    shift
    compile "$output.objects" "$core tests/c/golden.c" "$@" -Ic
    "$@" -o "$output" $(objects "$output.objects" "$core golden.c")
}

native() {
    compile "$BUILD/native" "$core" "$CC" -O3 $strict $arithmetic
    rm -f "$BUILD/libnn.a"
    ar rcs "$BUILD/libnn.a" $(objects "$BUILD/native" "$core")
    cp c/nn.h "$BUILD/nn.h"
    compile "$BUILD/native" "c/bench.c c/peak.c" "$CC" -O3 $strict $arithmetic
    "$CC" -o "$BUILD/bench" "$BUILD/native/bench.o" "$BUILD/native/peak.o" "$BUILD/libnn.a"
}

# wasm <output> <sources> <flags…>: the core and the sources, with the exports that these mark.
wasm() {
    local output=$1 sources=$2
    shift 2
    compile "$output.objects" "$core $sources" emcc -O2 "$@" $strict $arithmetic
    emcc -O2 "$@" -sSTANDALONE_WASM --no-entry -sALLOW_MEMORY_GROWTH -sMALLOC=emmalloc -o "$output" \
        $(objects "$output.objects" "$core $sources")
}

web() {
    wasm "$BUILD/nn.wasm" c/wasm.c $simd
    node web/build.mjs
}

# ---- testing

helpers=$(find tests/c -name '*.c' ! -name '*_test.c' ! -name golden.c | sort)
tests=$(find tests/c -name '*_test.c' | sort)

# test_programs <directory> <compiler and flags…>
test_programs() {
    local directory=$1
    shift
    compile "$directory/core" "$core" "$@" $strict $arithmetic $inject
    compile "$directory/tests" "$helpers $tests" "$@" $strict $arithmetic -Ic
    for test in $tests; do
        name=$(basename "$test" .c)
        "$@" -o "$directory/$name" $(objects "$directory/tests" "$test $helpers") $(objects "$directory/core" "$core") -lcmocka -lcjson -lm
    done
}

# run_programs <directory> [wrapper…]: every test program there; what one printed is shown if it failed.
run_programs() {
    local directory=$1
    shift
    failed=
    for test in $tests; do
        name=$(basename "$test" .c)
        if "$@" "$directory/$name" >"$directory/$name.log" 2>&1; then
            echo "    $name: $(grep -c '\[       OK \]' "$directory/$name.log") passed"
        else
            cat "$directory/$name.log"
            failed="$failed $name"
        fi
    done
    [ -z "$failed" ] || fail "in $directory:$failed"
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
    gcov -n -o "$BUILD/test-coverage/core" $core | awk -F"[':% ]+" '
        /^File/ { file = $2 }
        /^Lines/ && file ~ /^c\/.*\.c$/ { printf "    %6.1f %%  %s\n", $3, file; covered += $3 * $5 / 100; lines += $5 }
        END { printf "    %6.1f %%  of all %d lines of c/\n", 100 * covered / lines, lines }'
}

test_golden() {
    link_golden "$BUILD/golden-gcc" gcc -O2 $strict $arithmetic
    link_golden "$BUILD/golden-gcc-native" gcc -O3 -march=native $strict $arithmetic
    link_golden "$BUILD/golden-sanitizers" clang $sanitize $strict $arithmetic
    link_golden "$BUILD/golden-simd.wasm" emcc -O2 $simd $strict $arithmetic
    link_golden "$BUILD/golden-nosimd.wasm" emcc -O2 $strict $arithmetic
    node --test --test-reporter=spec tests/golden_test.mjs
}

test_lint() {
    clang-format --dry-run -Werror c/*.[ch] tests/c/*.[ch]
    printf '%s\n' $core | xargs -P "$jobs" -n 4 sh -c 'clang-tidy --quiet "$@" -- -std=c11 -Ic 2>/dev/null' sh
    cppcheck --quiet --std=c11 --enable=warning,portability,performance --error-exitcode=1 --inline-suppr c
    node_modules/.bin/prettier --check --log-level=warn web tests
    node_modules/.bin/tsc -p web
}

test_node() {
    web
    wasm "$BUILD/nn-nosimd.wasm" c/wasm.c
    node --test --test-reporter=spec $(find tests/node -name '*_test.mjs' | sort)
}

test_browser() {
    web
    node --test --test-reporter=spec $(find tests/browser -name '*_test.mjs' | sort)
}

# Each part in a process of its own, so that the first failing command ends the part and not the rest.
run_tests() {
    failed=
    for part; do
        echo "==== $part"
        ./build.sh part "$part" || failed="$failed $part"
    done
    [ -z "$failed" ] || fail "tests:$failed"
    echo "all passed: $*"
}

# ----

command=${1:-dist}
[ $# = 0 ] || shift
case $command in
dist)
    need_web
    web
    ;;
run)
    need_web
    web
    exec node web/serve.mjs "$DIST"
    ;;
test)
    need_web
    need_tests
    [ $# != 0 ] || set -- lint native sanitizers valgrind coverage golden node browser
    run_tests "$@"
    ;;
part) "test_$1" ;;
native) native ;;
bench)
    need_web
    native
    web
    wasm "$BUILD/bench.wasm" "c/bench.c c/peak.c" $simd
    node tests/bench/bench.mjs
    ;;
clean) rm -rf "$BUILD" "$DIST" ;;
*)
    usage >&2
    exit 2
    ;;
esac

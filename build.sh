#!/bin/sh
# Builds, serves and tests Valley. Everything goes to $BUILD (build) and $DIST (dist).
set -eu
from=$PWD
cd "$(dirname "$0")"

usage() {
    cat <<'END'
usage: ./build.sh [command]
    (none)          dist/: the page and the modules
    run             the same, served on 127.0.0.1
    test [part …]   every test, or some of: lint native sanitizers valgrind fuzz coverage golden reference facts node browser
    reference DIR   the core, native and in Node, against the vector files in DIR, laid out as tests/reference
    native          build/libnn.a and build/nn.h: needs nothing but a C compiler
    facts [sample]  published results computed again: fact, published, measured, verdict; sample: of fewer seeds, as in test
    fuzz [seconds]  random inputs for CSVs, formulas and networks, 300 s unless told; what breaks one is printed and kept in build/fuzz
    bench [option …]
                    speed, native and wasm, beside other libraries, how it grows, and a page's start and frames in Chromium: JSON lines, tables, build/bench.json
                    options: --jobs W1,W2 and --peers convnetjs,torch measure these alone, --out FILE, --against FILE for ratios to an earlier one
    clean           removes what was built
END
}

export BUILD="${BUILD:-build}" DIST="${DIST:-dist}"
CC=${CC:-cc}
jobs=$(nproc 2>/dev/null || echo 2)

strict='-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror'
# The same bits everywhere: no fused multiply-add. No errno: a square root is then one instruction.
arithmetic='-ffp-contract=off -fno-math-errno'
# What every engine with SIMD128 has besides; each makes code smaller.
simd='-msimd128 -mbulk-memory -mnontrapping-fptoint -msign-ext'

core=$(find c -name '*.c' ! -name wasm.c ! -name bench.c ! -name peak.c | sort)
facts=$(find tests/facts -name '*.c' | sort)
# Where the time goes. The rest is made small for the web, which takes 6 kB off what a page loads.
hot='c/activation.c
c/batch_norm.c
c/hessian.c
c/pass.c
c/stats.c'
# Their loops over a tile must be unrolled, or its sums stand in memory, which costs more than half the speed.
unrolled='c/kernels.c
c/lanes.c'

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
    echo "build.sh: installing with apt-get, which may take minutes:$missing"
    $root apt-get update -qq </dev/null
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing </dev/null >/dev/null
}

need_web() {
    missing=
    need_program emcc emscripten
    need_program node nodejs
    need_program npm npm
    need_program zopfli zopfli
    need_program xz xz-utils
    need_file /etc/ssl/certs/ca-certificates.crt ca-certificates
    install_missing
    ln -sfn web/node_modules node_modules
    install_modules web
}

# install_modules <directory>: what its package-lock.json says, unless it is there.
install_modules() {
    [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] && return
    echo "build.sh: installing $1/node_modules with npm, as $1/package-lock.json says"
    (cd "$1" && npm ci --ignore-scripts --loglevel=error </dev/null && touch node_modules/.package-lock.json)
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
        [ -e "$object" ] && [ -z "$(find c tests/c tests/facts tests/fuzz build.sh tests/parts.sh \( -name "*.h" -o -path "$source" -o -name "*.sh" \) -newer "$object")" ] ||
            "$@" -c "$source" -o "$object"' sh {} "$directory" "$@"
}

# objects <directory> <sources>
objects() {
    for source in $2; do
        echo "$1/$(basename "$source" .c).o"
    done
}

# -O3: with gcc 12 the wide kernels are twice as fast as at -O2, which leaves their sums in memory.
native() {
    if ! command -v "$CC" >/dev/null; then
        echo "build.sh: there is no C compiler \"$CC\"; Debian has one in the packages gcc and libc6-dev" >&2
        exit 1
    fi
    compile "$BUILD/native" "$core" "$CC" -O3 $strict $arithmetic
    rm -f "$BUILD/libnn.a"
    ar rcs "$BUILD/libnn.a" $(objects "$BUILD/native" "$core")
    cp c/nn.h "$BUILD/nn.h"
    compile "$BUILD/native" "c/bench.c c/peak.c" "$CC" -O3 $strict $arithmetic
    "$CC" -o "$BUILD/bench" "$BUILD/native/bench.o" "$BUILD/native/peak.o" "$BUILD/libnn.a"
}

# fann: the bench's contender in C, where Debian's libfann-dev is.
fann() {
    rm -f "$BUILD/fann"
    [ ! -e /usr/include/floatfann.h ] || "$CC" -O3 $strict -o "$BUILD/fann" tests/bench/peers/fann.c -lfloatfann -lm
}

# wasm <output> <sources> <flags…>: the core and the sources, with the exports that these mark.
wasm() {
    local output=$1 sources=$2
    shift 2
    compile "$output.objects" "$unrolled" emcc -O2 -fno-vectorize -fno-slp-vectorize "$@" $strict $arithmetic
    compile "$output.objects" "$hot" emcc -O2 -fno-unroll-loops -fno-vectorize -fno-slp-vectorize "$@" $strict $arithmetic
    compile "$output.objects" "$(other "$(printf '%s\n' "$hot" "$unrolled")" $core) $sources" emcc -Oz "$@" $strict $arithmetic
    emcc -Os "$@" -sSTANDALONE_WASM --no-entry -sALLOW_MEMORY_GROWTH -sMALLOC=emmalloc -o "$output" \
        $(objects "$output.objects" "$core $sources")
}

# run_reference <folder>: both cores against its vector files; reads them with cJSON.
run_reference() {
    compile "$BUILD/reference.objects" "$(find tests/c/reference -name '*.c' | sort) tests/c/cases.c tests/c/json.c tests/c/quadratic.c" \
        "$CC" -O2 $strict $arithmetic -Ic -Itests/c
    "$CC" -o "$BUILD/reference" "$BUILD"/reference.objects/*.o "$BUILD/libnn.a" -lcjson -lm
    node tests/reference.mjs "$BUILD/reference" "$1"
}

# run_facts [sample]: 1 if a fact differs.
run_facts() {
    native
    compile "$BUILD/facts.objects" "$facts" "$CC" -O2 $strict $arithmetic -Ic
    "$CC" -o "$BUILD/facts" $(objects "$BUILD/facts.objects" "$facts") "$BUILD/libnn.a" -lm
    "$BUILD/facts" "$@"
}

# other <names> <name…>: the latter without the former.
other() {
    local without=$1
    shift
    printf '%s\n' "$@" | grep -vxF "$without"
}

# web: dist/, unless it is as it was made, of all that is there now. $BUILD/web.made has its sums, and is as old as what it was made of.
web() {
    wasm "$BUILD/nn.wasm" c/wasm.c $simd
    local made=$BUILD/web.made
    if [ -e "$made" ] && [ -z "$(newer_than "$made")" ] && [ "$(sums_of_dist)" = "$(cat "$made")" ]; then
        return
    fi
    : >"$made.begun"
    node web/build.mjs core index story package & # half of the work; each takes a core
    node web/build.mjs gallery embed script module
    wait $!
    sums_of_dist >"$made"
    touch -r "$made.begun" "$made"
}

sums_of_dist() {
    cksum "$DIST"/* 2>/dev/null || true
}

# newer_than <file>: what dist/ is made of that has changed since.
newer_than() {
    find build.sh c web README.md LICENSE -path web/node_modules -prune -o -newer "$1" -print
}

# ---- the command

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
    . tests/parts.sh
    run_tests "$@"
    ;;
native) native ;;
reference)
    if [ $# != 1 ]; then
        usage >&2
        exit 2
    fi
    need_web
    missing=
    need_file /usr/include/cjson/cJSON.h libcjson-dev
    install_missing
    native
    web
    case $1 in
    /*) run_reference "$1" ;;
    *) run_reference "$from/$1" ;;
    esac
    ;;
facts) run_facts "$@" ;;
fuzz)
    . tests/parts.sh
    missing=
    need_fuzz
    install_missing
    run_fuzzers "${1:-300}"
    ;;
bench)
    need_web
    missing=
    need_program chromium chromium
    install_missing
    native
    web
    wasm "$BUILD/bench.wasm" "c/bench.c c/peak.c" $simd
    install_modules tests/bench
    fann
    export BENCH_FROM="$from"
    node tests/bench/bench.mjs "$@"
    case " $* " in
    *' --jobs '* | *' --peers '*) ;; # these alone
    *)
        node tests/bench/growth.mjs "$@"
        node tests/bench/figures.mjs
        node tests/bench/frames.mjs
        ;;
    esac
    ;;
clean) rm -rf "$BUILD" "$DIST" ;;
*)
    usage >&2
    exit 2
    ;;
esac

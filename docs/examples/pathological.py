#!/usr/bin/env python3
"""Answers made to hang a grader, one process each: the time of `alpharl grade --file`.

usage: pathological.py COMMAND...   e.g. pathological.py java -Xmx128m -jar alpharl.jar
"""
import json, os, resource, subprocess, sys, tempfile, time

DEEP = 10_000


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def matrix(kind, n, cell):
    row = "&".join([cell] * n) + "\\\\"
    return "\\begin{%s}%s\\end{%s}" % (kind, row * n, kind)


ANSWERS = {
    "nested braces": "{" * DEEP + "42" + "}" * DEEP,
    "nested parentheses": "(" * DEEP + "42" + ")" * DEEP,
    "nested fractions": "\\frac{1}{" * DEEP + "42" + "}" * DEEP,
    "fifty fractions": "\\frac{1}{2+" * 50 + "42" + "}" * 50,
    "nested roots": "\\sqrt{" * 55 + "42" + "}" * 55,
    "many nested roots": "\\sqrt{" * DEEP + "42" + "}" * DEEP,
    "large square matrix": matrix("pmatrix", 300, "1"),
    "product of matrices": matrix("pmatrix", 6, "9^{9^9}") * 4,
    "a million commas": "1," * 1_000_000,
    "many factorials": "5" + "!" * 1_000,
    "huge power of a sum": "(x+1)^{1000000000}",
    "nested logarithms": "\\ln(" * 1_000 + "9" + ")" * 1_000,
    "long sum": "\\sum_{k=1}^{10^{12}} k",
    "many boxes": "\\boxed{1}," * 100_000,
    "power tower": "9^{9^{9^9}}",
    "longer power tower": "9^{9^{9^{9^{9^{9^9}}}}}",
    "huge e-notation": "1e999999999",
    "factorials": "((100!)!)!",
    "huge factorial": "1000000!",
    "huge binomial": "\\binom{10^9}{10^8}",
    "exponential tower": "e^{e^{e^{e^e}}}",
    "the root of a large number": "2\\sqrt{113!}",
    "a large imaginary angle": "\\cos(20000i)",
    "a large hyperbolic sine": "\\sinh(19999)",
    "huge sine": "\\sin(10^{10^6})",
    "a million digits": "7" * 1_000_000,
    "two thousand digits to a power": "7" * 1_900 + "^{9999}",
    "a million decimals": "0." + "3" * 1_000_000,
    "many separators": "1" + ",234" * 300_000,
    "many pluses": "1+x" * 1_200,
    "many minuses": "-" * 3_000 + "1",
    "many sines": "\\sin x+" * 450 + "1",
    "many unions": "(1,2)\\cup" * 350 + "(3,4)",
    "deep determinant": matrix("vmatrix", 30, "x"),
    "many bars": "|x-1|+" * 150 + "1",
    "a maximum of many": "\\max(" + ",".join("x^{%d}-%d" % (i, i) for i in range(60)) + ")",
    "many roots of squares": "\\sqrt{(x-1)^2}+" * 90 + "1",
    "a long sentence": "it is 3 of the " * 60_000,
    "many questions": "Is it 3? " * 100_000,
    "many retractions": "wait, that is wrong. " * 50_000,
}


def main(command):
    worst = 0
    for name, answer in ANSWERS.items():
        prose = name in ("a long sentence", "many questions", "many retractions")
        text = answer if prose else "\\boxed{" + answer + "}"
        cases = [{"gold": g, "prediction": text, "expected": False} for g in ("43", "|x-1|")]
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as file:
            file.write("".join(json.dumps(case) + "\n" for case in cases))
        begin, used = time.monotonic(), processor_seconds()
        run = subprocess.run([*command, "grade", "--file", file.name], capture_output=True)
        wall, seconds = time.monotonic() - begin, processor_seconds() - used
        os.unlink(file.name)
        worst = max(worst, seconds)
        right = run.returncode == 0 and b"2 of 2" in run.stdout
        print(
            "%-32s %6.2f s of processor, %6.2f s in all, %s"
            % (name, seconds, wall, "right" if right else "WRONG"),
            flush=True,
        )
    print("worst of %d: %.2f s of processor" % (len(ANSWERS), worst))


if __name__ == "__main__":
    main(sys.argv[1:])

package io.github.alpharl.grade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers made to hang or to blow up a grader: each is a verdict, and the verdict is wrong. */
class PathologicalAnswersTest {

  private static final int DEEP = 10_000;

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of("nested braces", "{".repeat(DEEP) + "42" + "}".repeat(DEEP)),
        Arguments.of("nested parentheses", "(".repeat(DEEP) + "42" + ")".repeat(DEEP)),
        Arguments.of("nested fractions", "\\frac{1}{".repeat(DEEP) + "42" + "}".repeat(DEEP)),
        Arguments.of("fifty fractions", "\\frac{1}{2+".repeat(50) + "42" + "}".repeat(50)),
        Arguments.of("nested roots", "\\sqrt{".repeat(55) + "42" + "}".repeat(55)),
        Arguments.of("many nested roots", "\\sqrt{".repeat(DEEP) + "42" + "}".repeat(DEEP)),
        Arguments.of("large square matrix", matrix("pmatrix", 300, "1")),
        Arguments.of("product of matrices", matrix("pmatrix", 6, "9^{9^9}").repeat(4)),
        Arguments.of("a million commas", "1,".repeat(1_000_000)),
        Arguments.of("many factorials", "5" + "!".repeat(1_000)),
        Arguments.of("huge power of a sum", "(x+1)^{1000000000}"),
        Arguments.of("nested logarithms", "\\ln(".repeat(1_000) + "9" + ")".repeat(1_000)),
        Arguments.of("long sum", "\\sum_{k=1}^{10^{12}} k"),
        Arguments.of("many boxes", "\\boxed{1},".repeat(100_000)),
        Arguments.of("power tower", "9^{9^{9^9}}"),
        Arguments.of("longer power tower", "9^{9^{9^{9^{9^{9^9}}}}}"),
        Arguments.of("plain power tower", "9^9^9^9^9"),
        Arguments.of("huge exponent", "10^{10^{10}}"),
        Arguments.of("huge e-notation", "1e999999999"),
        Arguments.of("tiny e-notation", "1e-999999999"),
        Arguments.of("factorials", "((100!)!)!"),
        Arguments.of("huge factorial", "1000000!"),
        Arguments.of("huge binomial", "\\binom{10^9}{10^8}"),
        Arguments.of("exponential tower", "e^{e^{e^{e^e}}}"),
        Arguments.of("the root of a large number", "2\\sqrt{113!}"),
        Arguments.of("a large imaginary angle", "\\cos(20000i)"),
        Arguments.of("a large hyperbolic sine", "\\sinh(19999)"),
        Arguments.of("huge sine", "\\sin(10^{10^6})"),
        Arguments.of("a million digits", "7".repeat(1_000_000)),
        Arguments.of("two thousand digits to a power", "7".repeat(1_900) + "^{9999}"),
        Arguments.of("a million decimals", "0." + "3".repeat(1_000_000)),
        Arguments.of("many separators", "1" + ",234".repeat(300_000)),
        Arguments.of("many commas", "1,".repeat(2_000)),
        Arguments.of("many pluses", "1+x".repeat(1_200)),
        Arguments.of("many minuses", "-".repeat(3_000) + "1"),
        Arguments.of("many plus-minus", "\\pm 1".repeat(100)),
        Arguments.of("many sines", "\\sin x+".repeat(450) + "1"),
        Arguments.of("many unions", "(1,2)\\cup".repeat(350) + "(3,4)"),
        Arguments.of("large matrix", "\\begin{pmatrix}" + "1&".repeat(600) + "1\\end{pmatrix}"),
        Arguments.of("deep determinant", determinant(30)),
        Arguments.of("words", "so ".repeat(1_000)),
        Arguments.of("primes", "x" + "'".repeat(3_000)),
        Arguments.of("underscores", "x" + "_x".repeat(1_500)),
        Arguments.of("backslashes", "\\".repeat(3_999)),
        Arguments.of("dollars", "$".repeat(3_999)),
        Arguments.of("bars", "|".repeat(3_999)),
        Arguments.of("control characters", "\u0000\u0001\u0007".repeat(1_000)));
  }

  private static String determinant(int n) {
    return matrix("vmatrix", n, "x");
  }

  private static String matrix(String kind, int n, String cell) {
    String row = (cell + "&").repeat(n - 1) + cell + "\\\\";
    return "\\begin{" + kind + "}" + row.repeat(n) + "\\end{" + kind + "}";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void isWrong(String name, String answer) {
    for (GradingStyle style : GradingStyle.values()) {
      for (String gold : new String[] {"43", "\\frac{x}{y}", "(1,2)", "\\sqrt{2}+x"}) {
        assertThat(Grader.grade(style, gold, "\\boxed{" + answer + "}").equal()).as(name).isFalse();
      }
      assertThat(Grader.grade(style, "43", "The answer is " + answer).equal()).as(name).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "1 ",
        "$x$ ",
        "{",
        "}",
        "\\boxed{",
        "\\boxed{4",
        "answer is ",
        "Answer: ",
        "#### ",
        "\\(",
        "$$",
        ",1",
        "\n"
      })
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aMegabyteOfTextIsWrong(String piece) {
    String text = piece.repeat(1_000_000 / piece.length());
    for (GradingStyle style : GradingStyle.values()) {
      assertThat(Grader.grade(style, "43", text).equal()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(GradingStyle.class)
  void anEmptyResponseHasNoAnswer(GradingStyle style) {
    Verdict verdict = Grader.grade(style, "43", "");
    assertThat(verdict.equal()).isFalse();
    assertThat(verdict.parsed()).isFalse();
  }
}

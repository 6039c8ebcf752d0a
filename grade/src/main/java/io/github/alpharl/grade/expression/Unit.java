package io.github.alpharl.grade.expression;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.hipparchus.fraction.BigFraction;

/**
 * What follows a number: its text, and for known units the size in base units and the dimension
 * (base unit → exponent). An unknown word is its own dimension: apples are not pears.
 */
public record Unit(String text, BigFraction factor, Map<String, Integer> dimension) {

  public static final Unit PERCENT = new Unit("%", new BigFraction(1, 100), Map.of());
  public static final Unit DEGREE = new Unit("degree", BigFraction.ONE, Map.of("degree", 1));

  public Unit {
    dimension = Map.copyOf(dimension);
  }

  /** A unit from words such as {@code cm}, {@code square feet}, {@code km/h}, {@code apples}. */
  public static Unit of(String words) {
    return UnitReader.read(words.strip());
  }

  /** This unit to the power of {@code exponent}. */
  public Unit power(int exponent) {
    var scaled = new TreeMap<String, Integer>();
    dimension.forEach((name, n) -> scaled.put(name, n * exponent));
    return new Unit(text + "^" + exponent, factor.pow(exponent), scaled);
  }

  /** The product of two units. */
  public Unit times(Unit other) {
    var all = new TreeMap<>(dimension);
    other.dimension.forEach((name, n) -> all.merge(name, n, Integer::sum));
    all.values().removeIf(n -> n == 0);
    return new Unit(text + " " + other.text, factor.multiply(other.factor), all);
  }

  /** Whether this is the percent sign. */
  public boolean isPercent() {
    return text.equals("%");
  }

  /** Whether this is the degree of an angle. */
  public boolean isDegree() {
    return dimension.equals(DEGREE.dimension);
  }

  /** Whether this is a degree of a thermometer. */
  public boolean isTemperature() {
    return dimension.containsKey("celsius") || dimension.containsKey("fahrenheit");
  }

  /** Whether a value in one unit can be a value in the other. */
  public boolean sameKind(Unit other) {
    return dimension.equals(other.dimension) && isPercent() == other.isPercent();
  }

  @Override
  public String toString() {
    return text.toLowerCase(Locale.ROOT);
  }
}

package io.github.alpharl.grade.expression;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hipparchus.fraction.BigFraction;

/** The table of units, and how a phrase of units is read. */
public final class UnitReader {

  private static final Map<String, Unit> KNOWN = new HashMap<>();

  /** Words that say nothing about the size. */
  private static final Set<String> EMPTY =
      Set.of("unit", "units", "of", "the", "a", "total", "in", "each", "approximately", "about");

  static {
    define("m", 1, "m meter meters metre metres");
    define("m", 1, 100, "cm centimeter centimeters centimetre centimetres");
    define("m", 1, 1000, "mm millimeter millimeters millimetre millimetres");
    define("m", 1000, "km kilometer kilometers kilometre kilometres");
    define("inch", 1, "inch inches in. in");
    define("inch", 12, "ft foot feet ft.");
    define("inch", 36, "yd yard yards");
    define("inch", 63360, "mi mile miles");
    define("s", 1, "s sec secs second seconds");
    define("s", 1, 1000, "ms millisecond milliseconds");
    define("s", 60, "min mins minute minutes");
    define("s", 3600, "h hr hrs hour hours");
    define("s", 86400, "day days");
    define("s", 604800, "week weeks");
    define("month", 1, "month months");
    define("month", 12, "yr year years");
    define("g", 1, "g gram grams");
    define("g", 1, 1000, "mg milligram milligrams");
    define("g", 1000, "kg kilogram kilograms");
    define("oz", 1, "oz ounce ounces");
    define("oz", 16, "lb lbs pound pounds");
    volume(1000, "l liter liters litre litres");
    volume(1_000_000, "ml milliliter milliliters millilitre millilitres cc ccm");
    volume(100_000, "cl centiliter centiliters centilitre centilitres");
    volume(10_000, "dl deciliter deciliters decilitre decilitres");
    define(
        "m",
        1,
        1_000_000,
        "micrometer micrometers micrometre micrometres microm micron microns um");
    define("s", 1, 1_000_000, "microsecond microseconds micros");
    define("g", 1, 1_000_000, "microgram micrograms microg");
    define("mol", 1, "mol mole moles");
    define("pascal", 1, "pa pascal pascals");
    define("pascal", 100, "hpa hectopascal hectopascals");
    define("pascal", 1000, "kpa kilopascal kilopascals");
    define("dollar", 1, "$ dollar dollars usd");
    define("dollar", 1, 100, "¢ cent cents");
    define("euro", 1, "€ euro euros eur");
    define("pound sterling", 1, "£ gbp");
    define("yen", 1, "¥ yen jpy");
    define("rupee", 1, "₹ rupee rupees");
    define("celsius", 1, "degc celsius");
    define("fahrenheit", 1, "degf fahrenheit");
    define("degree", 1, "° deg degs degree degrees");
    define("radian", 1, "rad rads radian radians");
    define("kelvin", 1, "k kelvin kelvins");
    define("hertz", 1, "hz hertz");
    define("newton", 1, "n newton newtons");
    define("joule", 1, "j joule joules");
    define("joule", 1000, "kj kilojoule kilojoules");
    define("joule", 3_600, "wh");
    define("joule", 3_600_000, "kwh");
    power(1, "w watt watts");
    power(1000, "kw kilowatt kilowatts");
    define("hertz", 1000, "khz kilohertz");
    define("volt", 1, "v volt volts");
    define("ampere", 1, "amp amps ampere amperes");
    define("erg", 1, "erg ergs");
    KNOWN.put("mph", read("miles/hour"));
    KNOWN.put("kmh", read("km/hour"));
    KNOWN.put("kph", read("km/hour"));
    KNOWN.put("%", Unit.PERCENT);
    KNOWN.put("percent", Unit.PERCENT);
    KNOWN.put("pct", Unit.PERCENT);
    KNOWN.put("percentage", Unit.PERCENT);
  }

  private UnitReader() {}

  /** Names of a volume of which {@code perCubicMetre} are a cubic metre. */
  private static void volume(long perCubicMetre, String names) {
    for (String name : names.split(" ")) {
      KNOWN.put(name, new Unit(name, new BigFraction(1, perCubicMetre), Map.of("m", 3)));
    }
  }

  /** Names of a power of {@code watts}: joules a second. */
  private static void power(long watts, String names) {
    for (String name : names.split(" ")) {
      KNOWN.put(name, new Unit(name, new BigFraction(watts), Map.of("joule", 1, "s", -1)));
    }
  }

  private static void define(String base, long factor, String names) {
    define(base, factor, 1, names);
  }

  private static void define(String base, long numerator, long denominator, String names) {
    for (String name : names.split(" ")) {
      KNOWN.put(name, new Unit(name, new BigFraction(numerator, denominator), Map.of(base, 1)));
    }
  }

  /** Whether {@code word} of two letters or more may follow a plain number as its unit. */
  public static boolean known(String word) {
    return word.length() >= 2 && KNOWN.containsKey(word.toLowerCase(Locale.ROOT));
  }

  static Unit read(String words) {
    String phrase =
        words
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\\\(?:cdot|times)|\\\\[,;:! ]|\\\\", " ")
            .replaceAll("([a-z]) squared\\b", "$1^2")
            .replaceAll("([a-z]) cubed\\b", "$1^3")
            .replaceAll("\\^ ?\\{ ?(-?\\d) ?\\}", "^$1")
            .replace("per cent", "percent")
            .replaceAll("(?:degrees?|deg|°) ?(c(?:elsius)?|f(?:ahrenheit)?)$", "deg$1")
            .replaceAll("deg(c|f)[a-z]+", "deg$1")
            .replaceAll("\\s*/\\s*|(?:^| )per ", " / ");
    Unit unit = new Unit("", BigFraction.ONE, Map.of());
    int sign = 1;
    int exponent = 1;
    for (String word : phrase.replaceAll("[{}()~]", " ").strip().split("[ ·*]+|(?<!\\^)-+")) {
      if (word.equals("/")) {
        sign = -1;
      } else if (word.equals("square") || word.equals("sq") || word.equals("sq.")) {
        exponent = 2;
      } else if (word.equals("cubic") || word.equals("cu")) {
        exponent = 3;
      } else if ((!word.isEmpty() && !EMPTY.contains(word))
          || (word.equals("in") && !words.contains("in "))) {
        unit = unit.times(factor(word, exponent * sign));
        exponent = 1;
      } else if (exponent != 1 && word.startsWith("unit")) {
        unit = unit.times(factor("unit", exponent * sign));
        exponent = 1;
      }
    }
    return named(unit, phrase);
  }

  private static Unit named(Unit unit, String phrase) {
    if (unit.dimension().isEmpty() && unit.factor().equals(Unit.PERCENT.factor())) {
      return Unit.PERCENT;
    }
    return new Unit(phrase.strip(), unit.factor(), unit.dimension());
  }

  /** One word, possibly with a power as in {@code cm^2} or {@code m2}. */
  private static Unit factor(String word, int exponent) {
    var power = java.util.regex.Pattern.compile("([^\\d^]+)\\^?(-?[1-4])").matcher(word);
    if (power.matches()) {
      return factor(power.group(1), exponent * Integer.parseInt(power.group(2)));
    }
    Unit unit = KNOWN.get(word);
    if (unit == null) {
      unit = new Unit(word, BigFraction.ONE, Map.of(singular(word), 1));
    }
    return exponent == 1 ? unit : unit.power(exponent);
  }

  private static String singular(String word) {
    String bare = word.replaceAll("[.,;]$", "");
    return bare.length() > 3 && bare.endsWith("s") ? bare.substring(0, bare.length() - 1) : bare;
  }
}

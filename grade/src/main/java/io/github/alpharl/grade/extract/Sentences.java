package io.github.alpharl.grade.extract;

import io.github.alpharl.grade.text.Triggers;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sentences of a response that state something: all others hold no answer. */
final class Sentences {

  /** Inline signs alone on their lines around a formula: as in Markdown, this is none. */
  private static final Pattern NO_FORMULA =
      Pattern.compile(
          "(?<!\\$)(?:\\$|\\\\\\()[ \\t]*\\n[^$\\n]{0,200}\\n[ \\t]*(?:\\$(?!\\$)|\\\\\\))");

  /** {@code #### 3. Add}, {@code 2) Then}: the number counts the steps. */
  private static final Pattern STEP =
      Pattern.compile(
          "(?m)^[ \\t]*(?:#{1,6}[ \\t]*|\\*\\*)?(?:[Ss]tep )?\\d{1,3}[.):][ \\t]+(?=[*A-Za-z])");

  /** {@code (which is 4 more)}, {@code , which is 4 more than before}. */
  private static final Pattern ASIDE =
      Pattern.compile(
          "\\((?!mod\\b|base\\b|in base\\b)[^()\\n]{0,200}[a-z]{3}[^()\\n]{0,200}\\)"
              + "|, which (?:is|was|are) [^,.\\n]{0,40}\\b(?:more|less|fewer|greater|smaller|larger)\\b[^,.\\n]{0,60}");

  /** {@code by Lemma 3}, {@code equation (3)}: the number is a name. */
  private static final Pattern LABEL =
      Pattern.compile(
          "(?:\\b(?:[Ll]emma|[Tt]heorem|[Cc]orollary|[Pp]roposition|[Ff]igure|[Tt]able|[Ee]quations?|[Qq]uestion|[Pp]roblem|[Ee]xercise|[Ee]xample|[Ss]ection|[Cc]hapter|[Pp]art|[Cc]ase|[Ss]teps?|[Ll]ine|[Pp]age|[Gg]ame|[Rr]ound|[Tt]rial|[Mm]ethod|(?:[Cc]lass)?[Rr]oom|[Bb]us|[Rr]oute|[Ff]light|[Gg]ate|[Ll]ocker|[Aa]partment|[Pp]latform|[Cc]hannel|[Hh]ighway|[Aa]pproach|[Pp]hase)|\\b(?:AIME|AMC|IMO|Eq\\.|Fig\\.))\\s\\(?\\d{1,4}\\b\\)?(?!\\s*(?:=|is\\b|equals))");

  /** {@code I computed this in 2 steps.}: the number tells of the work. */
  private static final Pattern WORK =
      Pattern.compile(
          "(?i)\\b(?:i|we|i['’]ve|we['’]ve|let me|let us|let['’]s)(?: have| can| will)? (?:comput\\w+|solved?|did|do|check\\w*|found|deriv\\w+|calculat\\w+|work(?:ed)?|broke|break|split|explain\\w*|approach\\w*|answer\\w*|verif\\w+|tried) "
              + "(?:this|it|that|everything|(?:the|this|my) (?:problem|question|answer|result|equations?|integral|sum|exercise|solution|work|task))(?: out| up| down)? (?:in|into|with|using|through|over|after|within) (?:just |only |about )?\\d{1,3} (?:[a-z]{3,12} )?(?:steps?|parts?|stages?|ways?|methods?|minutes?|seconds?|lines?|cases?|attempts?|tries|times|pieces?|hours?)\\b");

  /** {@code Is it 3?}, {@code Suppose x is 3.}: nothing is stated. */
  private static final Pattern SUPPOSED =
      Pattern.compile(
          "(?<![^.!?\\n]\\s)(?<=^|[.!?\\n]\\s{0,3})(?:[^.!?\\n]|\\.(?=\\d)){1,300}\\?(?=\\s|$)"
              + "|(?<=^|[.!?\\n]\\s{0,3})If\\b[^.!?\\n]{1,100}, [^.!?\\n\\d]{0,60}\\b(?:would|could|cannot|contradict\\w*|fails?)\\b[^.!?\\n\\d]{0,60}(?=[.!?\\n]|$)"
              + "|(?<=^|[.!?\\n]\\s{0,3})If (?:instead,? )?(?:(?:\\$?[A-Za-z]\\$?|it|this|that|there|(?:the|each|every) (?:side|length|width|height|radius|number|value|sum|base)) )?(?:were|had been|was instead) (?:instead |only |exactly |equal to |set to )?\\$?-?\\d[^.!?,\\n]{0,30}, (?:[^.!?\\n]|\\.(?=\\d)){0,60}\\b(?:would|could)\\b(?:[^.!?\\n]|\\.(?=\\d)){0,80}"
              + "|(?<=^|[.!?\\n]\\s{0,3})(?:Suppose|Assume|Assuming|Let \\$?[A-Za-z]\\$? ?(?:=|be\\b|denote)|Let me try|Try|(?:Sure[!,.] ?)?Here(?:['’]s| is| are) (?:how|the steps?|a step|my (?:reasoning|work))|Let['’]s (?:solve|break|go through)|Let me (?:solve|explain|break))(?:\\b|(?<==))(?:[^.!?\\n]|\\.(?=\\d)){1,300}");

  /** {@code The answer has 3 digits}: what it is like, not what it is; what others might think. */
  private static final Pattern DESCRIBES =
      Pattern.compile(
          "(?i)\\b(?:answer|result) (?:(?:must|should|will|would|can) )?(?:has|have|contains?|consists?)\\b(?:[^.\\n]|\\.(?=\\d)){0,200}"
              + "|\\b(?:(?:not|n['’]t) true that|(?:do|does|did)(?: not|n['’]t) (?:think|believe)|false that|(?:might|may|could|would) (?:think|guess|assume|believe)|common (?:mistake|error)|tempting)\\b(?:[^.\\n]|\\.(?=\\d)){0,200}");

  /** {@code **Check:** 24/4 = 6}, {@code Let me verify: …}, up to the next conclusion. */
  private static final Pattern VERIFIES =
      Pattern.compile(
          "(?i)(?:(?<=\\n)[ \\t*#_]{0,6}(?:check|verif(?:y|ication|ying)|sanity check|proof)\\b[ *_]{0,4}:"
              + "|\\b(?:let me|let's|let us|to|we can|i(?:'ll| will)) (?:(?:now|also|quickly|double[- ]) ?)?(?:verify|check (?:this|that|the|our|my|it|by)|double[- ]check)\\b|\\bdouble[- ]checking\\b)"
              + "(?s:.){0,1500}?(?=\\b(?:therefore|thus|hence|so|answer|final(?:ly)?|in total|total|wait|but|however|actually|conclu\\w+)\\b|$(?!\\n))");

  /** {@code I need more information}, {@code it cannot be determined}: near the end, no answer. */
  private static final Pattern UNABLE =
      Pattern.compile(
          "(?i)(?:\\b(?:needs?|requires?|without) (?:more|additional|further|the missing) (?:information|data|details|context)"
              + "|\\b(?:not enough|insufficient|\\w*(?:not|n['’]t) (?:give|provide|have|contain|include|supply) (?:us )?(?:enough|sufficient)) (?:information|data)|\\b(?:can ?not|can't|can’t|unable to|not possible to|impossible to) (?:be )?(?:determined?|solved?|answer(?:ed)?|computed?|calculated?)\\b|\\bno way to (?:tell|know|determine)\\b)"
              + "(?![^\\n]{0,300}\\b(?:so|therefore|thus|hence|but|however|instead)\\b)"
              + "[^.\\n]{0,300}(?:[.\\s]+[^.\\n]{0,300})?[.\\s]*$");

  /** {@code Since 17 is prime, there are no such integers.} */
  private static final Pattern NONE =
      Pattern.compile(
          "(?i)\\b(?:there (?:is|are|exists?) no (?!other)(?:[a-z]{3,12} )?(?:solutions?|integers?|numbers?|values?|pairs?|triples?|answers?|primes?)|no such)\\b[^.\\n\\d]{0,200}[.\\s]*$");

  /** {@code 17 is the largest prime below 19}: the number that is one. */
  private static final Pattern EXTREME =
      Pattern.compile(
          "(?<![\\w.,/^*+-])(-?\\d{1,20}) is the (?:largest|smallest|greatest|least|lowest|highest|biggest|only|first|last|next|nearest|closest)\\b[^.\\n]{0,120}(?=\\.?\\s*$)");

  /** {@code | **Total** | **$19** |}: the row of a table that says the result. */
  private static final Pattern TABLE_ROW = Pattern.compile("(?m)^[ \\t]*\\| .*\\|[ \\t]*$");

  private static final Pattern TOTAL = Pattern.compile("(?i)\\b(?:total|sum|result|answer)\\b");

  /** The clause after {@code There are 12 ways}: {@code to arrange the 4 books}. */
  private static final Pattern AFTERTHOUGHT =
      Pattern.compile(
          "(?i)(?<said>\\b(?:is|are|was|were|makes?|gives?|equals|has|have|had|needs?|takes?|costs?|contains?|gets?|remains?|leaves)\\s+\\$?-?(?:\\d{1,3}(?:,\\d{3})+|\\d{1,30})(?:\\.\\d{1,30})?(?:/\\d{1,30})?%?)(?![\\w^=+*/-])"
              + "(?<rest>(?![^.\\n]{0,300}, (?:(?:so|for|making|leaving|giving|meaning|thus|hence|therefore|and)\\b[^.\\n]{0,100}\\d|[^.\\n]{0,100}\\b(?:total|in all|altogether)\\b))[^.\\n=?!\\d]{0,60}?(?:,? ?\\bi\\.e\\.|, that is,?|\\b(?:to(?! \\d)|for|after|when|if|in order|because|since|which|out of|of (?:the|all|his|her|their|these)|so that|from|compared|instead|rather than|as opposed to|unlike)\\b)(?:[^.\\n=?!]|\\.(?=\\d)){0,200})(?=[.!]?\\s*$)");

  /** A pattern of what states nothing, and words of which one is in every match. */
  private record Silent(Pattern pattern, Triggers words) {

    boolean in(String text) {
      return words.in(text) && pattern.matcher(text).find();
    }

    String removedFrom(String text) {
      return words.in(text) ? pattern.matcher(text).replaceAll(" ") : text;
    }
  }

  private static final List<Silent> NO_ANSWER =
      List.of(
          new Silent(
              UNABLE,
              Triggers.of(
                  "information",
                  "data",
                  "details",
                  "context",
                  "can not",
                  "cannot",
                  "can't",
                  "can’t",
                  "unable to",
                  "possible to",
                  "no way to")),
          new Silent(NONE, Triggers.of("is no ", "are no ", "exist no ", "exists no ", "no such")));

  private static final List<Silent> SILENT =
      List.of(
          new Silent(NO_FORMULA, Triggers.of("$", "\\(")),
          new Silent(VERIFIES, Triggers.of("check", "verif", "proof")),
          new Silent(STEP, Triggers.of(". ", ".\t", ") ", ")\t", ": ", ":\t")),
          new Silent(ASIDE, Triggers.of("(", ", which ")),
          new Silent(
              LABEL,
              Triggers.of(
                  "lemma",
                  "theorem",
                  "corollary",
                  "proposition",
                  "figure",
                  "table",
                  "equation",
                  "question",
                  "problem",
                  "exercise",
                  "example",
                  "section",
                  "chapter",
                  "part",
                  "case",
                  "step",
                  "line",
                  "page",
                  "game",
                  "round",
                  "trial",
                  "method",
                  "room",
                  "bus",
                  "route",
                  "flight",
                  "gate",
                  "locker",
                  "apartment",
                  "platform",
                  "channel",
                  "highway",
                  "approach",
                  "phase",
                  "aime",
                  "amc",
                  "imo",
                  "eq.",
                  "fig.")),
          new Silent(WORK, Triggers.of("i ", "we ", "i'", "i’", "we'", "we’", "let")),
          new Silent(
              SUPPOSED, Triggers.of("?", "suppose", "assum", "if ", "let", "try", "sure", "here")),
          new Silent(
              DESCRIBES,
              Triggers.of(
                  "answer ",
                  "result ",
                  "true that",
                  "false that",
                  "think",
                  "believe",
                  "might ",
                  "may ",
                  "could ",
                  "would ",
                  "mistake",
                  "error",
                  "tempting")));

  private Sentences() {}

  /** Whether the end of {@code text} says that there is no answer. */
  static boolean saysNone(String text) {
    return NO_ANSWER.stream().anyMatch(none -> none.in(text));
  }

  /** {@code text} without what states nothing; empty where it says that there is no answer. */
  static String stating(String text) {
    if (saysNone(text)) {
      return "";
    }
    boolean table = text.indexOf('|') >= 0;
    String rows = table ? TABLE_ROW.matcher(text).replaceAll(Sentences::row) : text;
    String plain = EXTREME.matcher(rows).replaceAll("$1");
    for (Silent silent : SILENT) {
      plain = silent.removedFrom(plain);
    }
    return AFTERTHOUGHT.matcher(Suppositions.removedFrom(plain)).replaceAll("${said} ");
  }

  /** The cells of a row that says the total, apart; of any other row nothing. */
  private static String row(MatchResult row) {
    boolean total = TOTAL.matcher(row.group()).find();
    return Matcher.quoteReplacement(total ? row.group().replace("|", "  ") : " ");
  }
}

package io.github.alpharl.watch.channel;

/** What people do about it, from public threads of the trainers' users. */
final class Advice {

  static final String REWARD =
      "people look at samples of the last steps first, then lower the rate 2 to 10 times, or go back"
          + " to the last good checkpoint";
  static final String VALIDATION =
      "keep the best checkpoint; runs that peak and fall rarely come back by themselves";
  static final String ENTROPY =
      "people raise the upper clip bound, add an entropy bonus or a KL term, or lower the rate; low"
          + " entropy alone is normal with verifiable rewards";
  static final String LENGTH =
      "people look at the answers, filter overlong ones, and decay the rate; growth alone is normal"
          + " in long-reasoning runs";
  static final String SAMPLER =
      "people check precision and version of the sampling engine and how stale samples are, use"
          + " truncated importance weights, fp16 or routing replay, and lower the rate";
  static final String GRADIENT =
      "a lone spike is often harmless; if it stays, people clip, or lower the rate 2 to 10 times";
  static final String STEP =
      "check whether the rate, the batch or what is trained was changed, whether the update reaches"
          + " all layers, and whether the weights' type swallows it";
  static final String COURSE =
      "the update has changed its nature: look at the answers and the reward, compare held-out"
          + " accuracy, and keep the last good checkpoint";
  static final String HEAD =
      "gating by this surge is published to help (arXiv 2605.19425): people lower the rate of the"
          + " head or freeze it";
  static final String MODULE =
      "compare that matrix with the checkpoint before: a damaged, frozen or doubly trained layer"
          + " looks like this";

  private Advice() {}
}

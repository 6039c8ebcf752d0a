package io.github.alpharl.failure;

import java.util.Locale;

/**
 * What a caller can set, named in a failure so that a caller can say how: a command line by its
 * option, a Java program by its argument.
 */
public enum Setting {
  /** The base model of a run or an adapter. */
  BASE,
  /** Where factors are kept. */
  STORE,
  /** The accuracies of the checkpoints. */
  SCORES,
  /** The column that holds the scores. */
  METRIC,
  /** Whether scores are percentages or fractions. */
  PERCENT,
  /** Scores between two saves count for the nearest. */
  NEAREST_SCORES,
  /** How the steps of a run are called. */
  NAMING,
  /** Where something is written. */
  OUTPUT,
  /** Where a figure is drawn. */
  FIGURE,
  /** Where a table is written. */
  TABLE,
  /** What stands for the {@code lora_alpha} of adapters. */
  LORA_ALPHA,
  /** Whether matrices with NaN or infinite weights are left out. */
  NON_FINITE,
  /** The later step that a forecast aims at. */
  TARGET_STEP,
  /** How steps are counted. */
  CLOCK,
  /** The part of a window that a backtest fits. */
  FIT,
  /** How far a search goes beyond the window. */
  REACH,
  /** The factor on an update. */
  SCALE,
  /** Where norms, biases and embeddings come from. */
  REST,
  /** The modules that count. */
  MODULES,
  /** The modules that do not count. */
  EXCLUDE,
  /** The rank of an adapter. */
  RANK,
  /** Threads. */
  THREADS,
  /** RL steps of a leg. */
  LEG,
  /** RL steps of a run. */
  BUDGET,
  /** The largest share of rollouts that a search may take. */
  SEARCH_SHARE,
  /** The error rate of tests. */
  ERROR,
  /** The largest factor of the learning rate. */
  MOST_RATE,
  /** How the learning rate follows an accepted factor. */
  RATE_POWER,
  /** Checkpoints of an average. */
  AVERAGE,
  /** The gain below which a run has levelled off. */
  PLATEAU,
  /** Factors of candidates. */
  FACTORS,
  /** One step of a run. */
  STEP,
  /** Number of steps to make. */
  STEPS,
  /** Where benchmarks lie. */
  BENCHMARKS,
  /** Answers for each problem. */
  SAMPLES,
  /** The temperature of sampling. */
  TEMPERATURE,
  /** The probability mass of sampling. */
  TOP_P,
  /** The longest answer. */
  MAX_TOKENS,
  /** The address of a server. */
  ENDPOINT,
  /** Requests at a time. */
  CONCURRENCY,
  /** What computes: a processor or a GPU. */
  DEVICE,
  /** The model that a training starts from. */
  MODEL,
  /** A file of training options. */
  CONFIG,
  /** Who says what models are worth. */
  JUDGE,
  /** How far the coefficients of a search are spread. */
  SPREAD,
  /** The folder for what lies elsewhere, while it is read. */
  SCRATCH;

  /** Such as {@code search share}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

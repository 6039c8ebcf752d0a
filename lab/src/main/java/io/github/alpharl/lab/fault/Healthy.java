package io.github.alpharl.lab.fault;

/** None. */
public record Healthy() implements Fault {}

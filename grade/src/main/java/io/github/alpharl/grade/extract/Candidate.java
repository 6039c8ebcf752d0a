package io.github.alpharl.grade.extract;

/**
 * A possible answer and where it stood; a sure one excludes all later ones even if it is not
 * understood.
 */
public record Candidate(String text, String place, boolean sure) {}

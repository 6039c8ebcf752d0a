package io.github.alpharl.lab.task;

/**
 * One problem of a task.
 *
 * @param prompt what the model reads, without its beginning-of-sequence token
 * @param expected what {@link Task#grade} compares with, in a form of the task's own
 */
public record Problem(String prompt, String expected) {}

package io.github.alpharl.eval.benchmark;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One row of a data set.
 *
 * @param place where it stands, such as "line 3": for messages
 * @param number counted from 1: lines of a file of lines, else rows
 */
record Row(String place, int number, JsonNode object) {}

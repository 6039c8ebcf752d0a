package io.github.alpharl.reproduce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.github.alpharl.disk.AtomicFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * CPU seconds of this process spent on each item, trainings included, summed over all calls in
 * {@code times.json}; what a killed call spent on its last item is not in it.
 */
record CpuTimes(Path file) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** CPU seconds of this process until now. */
  static double now() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  /** Adds what was spent on {@code item} since {@code start} and tells it. */
  String add(String item, double start) {
    ObjectNode times = read();
    double spent = now() - start;
    double all = times.path(item).asDouble(0) + spent;
    times.put(item, all);
    try {
      AtomicFile.write(
          file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(times) + "\n");
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
    return String.format(
        Locale.ROOT, "%s took %.0f CPU seconds, %.0f with earlier calls", item, spent, all);
  }

  /** A damaged file is no reason to stop: it is begun anew. */
  private ObjectNode read() {
    try {
      return Files.exists(file) && JSON.readTree(file.toFile()) instanceof ObjectNode times
          ? times
          : JSON.createObjectNode();
    } catch (IOException e) {
      return JSON.createObjectNode();
    }
  }
}

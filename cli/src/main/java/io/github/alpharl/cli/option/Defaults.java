package io.github.alpharl.cli.option;

import io.github.alpharl.failure.Wording;
import java.util.AbstractList;
import java.util.List;
import java.util.stream.Collectors;

/** A list by default, which the help shows as it would be typed: {@code 1,3,9}. */
final class Defaults<T> extends AbstractList<T> {

  private final List<T> values;

  Defaults(List<T> values) {
    this.values = List.copyOf(values);
  }

  @Override
  public T get(int index) {
    return values.get(index);
  }

  @Override
  public int size() {
    return values.size();
  }

  @Override
  public String toString() {
    return values.stream()
        .map(value -> value instanceof Double number ? Wording.number(number) : value.toString())
        .collect(Collectors.joining(","));
  }
}

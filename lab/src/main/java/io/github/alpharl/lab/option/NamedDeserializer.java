package io.github.alpharl.lab.option;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import java.io.Serial;
import java.util.function.Function;

/** Reads a value by its name; {@code parse} refuses names that it does not know. */
final class NamedDeserializer<T> extends FromStringDeserializer<T> {

  @Serial private static final long serialVersionUID = 1;

  private final transient Function<String, T> parse;

  NamedDeserializer(Class<T> type, Function<String, T> parse) {
    super(type);
    this.parse = parse;
  }

  @Override
  protected T _deserialize(String name, DeserializationContext context) {
    return parse.apply(name);
  }
}

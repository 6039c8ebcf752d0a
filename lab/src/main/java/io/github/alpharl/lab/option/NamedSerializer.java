package io.github.alpharl.lab.option;

import com.fasterxml.jackson.databind.ser.std.ToStringSerializerBase;
import java.io.Serial;
import java.util.function.Function;

/** Writes a value as its name. */
final class NamedSerializer<T> extends ToStringSerializerBase {

  @Serial private static final long serialVersionUID = 1;

  private final transient Function<T, String> name;
  private final Class<T> type;

  NamedSerializer(Class<T> type, Function<T, String> name) {
    super(type);
    this.type = type;
    this.name = name;
  }

  @Override
  public String valueToString(Object value) {
    return name.apply(type.cast(value));
  }
}

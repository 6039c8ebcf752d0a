package io.github.alpharl.score.tensorboard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalDouble;

/**
 * The one number of a {@code TensorProto}: TensorFlow 2 writes scalars as tensors of no dimensions,
 * with the number in {@code tensor_content} or in the field of its type.
 *
 * <p>Source: tensorflow/core/framework/tensor.proto and types.proto.
 */
final class ScalarTensor {

  private static final int DT_FLOAT = 1;
  private static final int DT_DOUBLE = 2;
  private static final int DT_INT32 = 3;
  private static final int DT_INT64 = 9;

  private long dtype;
  private boolean single = true;
  private ByteBuffer content = ByteBuffer.allocate(0);
  private OptionalDouble listed = OptionalDouble.empty();

  private ScalarTensor() {}

  /** The number; empty where the tensor has more than one, or holds no numbers. */
  static OptionalDouble read(ByteBuffer message) throws ProtoReader.Malformed {
    ScalarTensor tensor = new ScalarTensor();
    ProtoReader reader = new ProtoReader(message);
    while (reader.next()) {
      tensor.take(reader);
    }
    return tensor.number();
  }

  private void take(ProtoReader reader) throws ProtoReader.Malformed {
    switch (reader.field()) {
      case 1 -> dtype = reader.varint();
      case 2 -> single &= reader.type() == ProtoReader.BYTES && isSingle(reader.content());
      case 4 -> {
        if (reader.type() == ProtoReader.BYTES) {
          content = reader.content();
        }
      }
      case 5, 6, 7, 10 -> list(reader);
      default -> {} // a version, or numbers of types in which nobody logs
    }
  }

  /** A packed list, or one number of a list that is not packed. */
  private void list(ProtoReader reader) throws ProtoReader.Malformed {
    if (reader.type() == ProtoReader.VARINT) {
      listed = OptionalDouble.of((double) reader.varint());
    } else if (reader.type() == ProtoReader.BYTES && reader.field() >= 7) {
      listed = OptionalDouble.of((double) firstVarint(reader.content()));
    } else {
      listed = first(reader.content(), reader.field() == 5 ? 4 : 8);
    }
  }

  private static long firstVarint(ByteBuffer packed) throws ProtoReader.Malformed {
    long result = 0;
    for (int i = 0; i < 10 && packed.hasRemaining(); i++) {
      byte next = packed.get();
      result |= (long) (next & 0x7F) << (7 * i);
      if (next >= 0) {
        return result;
      }
    }
    throw new ProtoReader.Malformed("a list of numbers that does not end");
  }

  private static OptionalDouble first(ByteBuffer numbers, int width) {
    if (numbers.remaining() < width) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(width == 4 ? numbers.getFloat(0) : numbers.getDouble(0));
  }

  /** True if every dimension is 1; dim = 2 { size = 1 }. */
  private static boolean isSingle(ByteBuffer shape) throws ProtoReader.Malformed {
    ProtoReader dimensions = new ProtoReader(shape);
    while (dimensions.next()) {
      if (dimensions.is(2, ProtoReader.BYTES)) {
        ProtoReader dimension = new ProtoReader(dimensions.content());
        long size = 0;
        while (dimension.next()) {
          size = dimension.is(1, ProtoReader.VARINT) ? dimension.varint() : size;
        }
        if (size != 1) {
          return false;
        }
      }
    }
    return true;
  }

  private OptionalDouble number() {
    if (!single) {
      return OptionalDouble.empty();
    }
    if (!content.hasRemaining()) {
      return listed;
    }
    ByteBuffer bytes = content.order(ByteOrder.LITTLE_ENDIAN);
    int size = bytes.remaining();
    if (dtype == DT_FLOAT && size == 4) {
      return OptionalDouble.of(bytes.getFloat(0));
    }
    if (dtype == DT_DOUBLE && size == 8) {
      return OptionalDouble.of(bytes.getDouble(0));
    }
    if (dtype == DT_INT32 && size == 4) {
      return OptionalDouble.of(bytes.getInt(0));
    }
    return dtype == DT_INT64 && size == 8
        ? OptionalDouble.of((double) bytes.getLong(0))
        : OptionalDouble.empty();
  }
}

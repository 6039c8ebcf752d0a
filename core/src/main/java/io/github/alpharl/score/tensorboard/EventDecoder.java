package io.github.alpharl.score.tensorboard;

import java.nio.ByteBuffer;
import java.util.OptionalDouble;

/**
 * Reads the scalars of one {@code Event}:
 *
 * <pre>
 * Event   {double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5}
 * Summary {repeated Value value = 1}
 * Value   {string tag = 1; float simple_value = 2; TensorProto tensor = 8}
 * </pre>
 *
 * <p>Source: tensorflow/core/util/event.proto and framework/summary.proto. Histograms, images and
 * texts are passed over, and so are the tags of the hparams plugin ({@code _hparams_/…}).
 */
final class EventDecoder {

  private static final String HPARAMS = "_hparams_/";

  private final ScalarSink sink;

  EventDecoder(ScalarSink sink) {
    this.sink = sink;
  }

  /** Passes the scalars of {@code message} on, its fields in any order. */
  void decode(ByteBuffer message) throws ProtoReader.Malformed {
    long step = 0;
    ByteBuffer summary = null;
    ProtoReader event = new ProtoReader(message);
    while (event.next()) {
      if (event.is(2, ProtoReader.VARINT)) {
        step = event.varint();
      } else if (event.is(5, ProtoReader.BYTES)) {
        summary = event.content();
      }
    }
    if (summary != null) {
      sink.event(step);
      values(summary);
    }
  }

  private void values(ByteBuffer summary) throws ProtoReader.Malformed {
    ProtoReader values = new ProtoReader(summary);
    while (values.next()) {
      if (values.is(1, ProtoReader.BYTES)) {
        value(values.content());
      }
    }
  }

  private void value(ByteBuffer message) throws ProtoReader.Malformed {
    String tag = "";
    OptionalDouble number = OptionalDouble.empty();
    ProtoReader value = new ProtoReader(message);
    while (value.next()) {
      if (value.is(1, ProtoReader.BYTES)) {
        tag = value.text();
      } else if (value.is(2, ProtoReader.FIXED32)) {
        number = OptionalDouble.of(value.float32());
      } else if (value.is(8, ProtoReader.BYTES)) {
        number = ScalarTensor.read(value.content());
      }
    }
    if (number.isPresent() && !tag.isEmpty() && !tag.startsWith(HPARAMS)) {
      sink.scalar(tag, number.getAsDouble());
    }
  }
}

package io.github.alpharl.torch.archive;

import io.github.alpharl.disk.Residency;
import io.github.alpharl.failure.Subject;
import io.github.alpharl.torch.pickle.Atom;
import io.github.alpharl.torch.pickle.Node;
import io.github.alpharl.torch.pickle.Nodes;
import io.github.alpharl.torch.pickle.PickleMachine;
import io.github.alpharl.torch.pickle.Stored;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The form before torch 1.6, still written on demand: five pickles (magic, version, machine, the
 * object, the keys of its storages), then for each key the number of its elements and these.
 */
final class LegacyStream implements Storages {

  private static final BigInteger MAGIC = new BigInteger("1950A86A20F9469CFC6C", 16);
  private static final int VERSION = 1001;
  private static final int MAX_KEYS = 1_000_000;

  private final MemorySegment stream;
  private final Subject subject;
  private final Map<String, MemorySegment> storages = new HashMap<>();
  private final Node root;
  private long position;

  LegacyStream(MemorySegment stream, long limit, Subject subject) {
    this.stream = stream;
    this.subject = subject;
    PickleMachine machine =
        new PickleMachine(stream.asSlice(0, Math.min(limit, stream.byteSize())), subject);
    subject.require(
        machine.next() instanceof Atom magic && magic.is(MAGIC), "is no file of torch.save");
    subject.require(machine.next().integer().orElse(0) == VERSION, "has an unknown version");
    subject.require(
        Nodes.field(machine.next(), "little_endian").filter(Atom.TRUE::equals).isPresent(),
        "was written by a big-endian machine, whose files are not read");
    this.root = machine.next();
    Node keys = machine.next();
    this.position = machine.position();
    place(Nodes.sequence(keys).orElseThrow(() -> subject.bad("has no list of storages")));
  }

  static boolean begins(MemorySegment bytes) {
    if (bytes.byteSize() < 2) {
      return false;
    }
    int start = Little.u16(bytes, 0);
    int protocol = start >> 8;
    return (start & 0xFF) == 0x80 && 2 <= protocol && protocol <= 5;
  }

  Node root() {
    return root;
  }

  private void place(List<Node> keys) {
    subject.require(keys.size() <= MAX_KEYS, "has %d storages", keys.size());
    Map<String, StorageId> named = new HashMap<>();
    for (Stored stored : Nodes.stored(root)) {
      StorageId id = StorageId.of(stored, subject);
      StorageId other = named.putIfAbsent(id.key(), id);
      subject.require(other == null || other.equals(id), "has two storages %s", id.key());
    }
    List<StorageId> ids = new ArrayList<>();
    for (Node key : keys) {
      StorageId id = key.text().map(named::get).orElse(null);
      if (id == null) {
        throw subject.bad("has the storage %s, which nothing names", key.brief());
      }
      ids.add(id);
    }
    readyNumbers(ids);
    ids.forEach(this::place);
    subject.require(
        position == stream.byteSize(),
        "has %d bytes after its last storage",
        stream.byteSize() - position);
  }

  /** The numbers of elements stand between the storages, all over the file. */
  private void readyNumbers(List<StorageId> ids) {
    List<MemorySegment> numbers = new ArrayList<>();
    long at = position;
    for (StorageId id : ids) {
      if (at < 0 || at > stream.byteSize() - Long.BYTES) {
        return; // cut off, which is found when they are read
      }
      numbers.add(stream.asSlice(at, Long.BYTES));
      at += Long.BYTES + id.bytes();
    }
    Residency.ready(numbers);
  }

  private void place(StorageId id) {
    subject.require(stream.byteSize() - position >= Long.BYTES, "is cut off");
    long elements = Little.i64(stream, position);
    position += Long.BYTES;
    subject.require(
        elements == id.elements(), "has %d elements where %d are due", elements, id.elements());
    subject.require(id.bytes() <= stream.byteSize() - position, "is cut off");
    MemorySegment data = stream.asSlice(position, id.bytes());
    subject.require(storages.putIfAbsent(id.key(), data) == null, "has two storages %s", id.key());
    position += id.bytes();
  }

  @Override
  public Optional<MemorySegment> find(String key) {
    return Optional.ofNullable(storages.get(key));
  }
}

package io.github.alpharl.torch.archive;

import io.github.alpharl.failure.Subject;
import io.github.alpharl.failure.Wording;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.zip.CRC32;

/**
 * The zip archive of {@code torch.save}: records of one folder, stored as they are. Nothing is
 * unpacked; names are only keys.
 */
final class ZipArchive implements Storages {

  private static final int SIGNATURE = 0x04034b50;

  private final Subject subject;
  private final SequencedMap<String, ZipRecord> records;
  private final String root;

  private ZipArchive(MemorySegment zip, Subject subject) {
    this.subject = subject;
    this.records = ZipDirectory.read(zip, subject);
    String first = records.firstEntry().getKey();
    int slash = first.indexOf('/');
    subject.require(slash >= 0, "has the record %s outside any folder", Wording.brief(first));
    this.root = first.substring(0, slash + 1);
  }

  static ZipArchive open(MemorySegment zip, Subject subject) {
    return new ZipArchive(zip, subject);
  }

  static boolean begins(MemorySegment bytes) {
    return bytes.byteSize() >= 4 && Little.i32(bytes, 0) == SIGNATURE;
  }

  boolean has(String name) {
    return records.containsKey(root + name);
  }

  /** True for a record that someone compressed. */
  boolean isPacked(String name) {
    return has(name) && !records.get(root + name).plain();
  }

  /** A record that is read whole: not beyond {@code limit} bytes, and its checksum is right. */
  MemorySegment read(String name, long limit) {
    MemorySegment place = record(name).orElseThrow(() -> subject.bad("holds no %s", name));
    subject.require(
        place.byteSize() <= limit,
        "has a %s of %d bytes, more than the plausible %d",
        name,
        place.byteSize(),
        limit);
    MemorySegment data = Little.read(place, 0, place.byteSize());
    int expected = records.get(root + name).crc();
    subject.require(
        expected == 0 || expected == checksum(data), "has a %s whose checksum is wrong", name);
    return data;
  }

  private static int checksum(MemorySegment data) {
    CRC32 crc = new CRC32();
    crc.update(data.asByteBuffer());
    return (int) crc.getValue();
  }

  private Optional<MemorySegment> record(String name) {
    ZipRecord record = records.get(root + name);
    if (record == null) {
      return Optional.empty();
    }
    subject.require(record.plain(), "has the compressed record %s, which torch never writes", name);
    return Optional.of(record.data());
  }

  @Override
  public Optional<MemorySegment> find(String key) {
    return record("data/" + key);
  }
}

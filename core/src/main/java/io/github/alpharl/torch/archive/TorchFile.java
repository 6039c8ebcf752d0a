package io.github.alpharl.torch.archive;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Subject;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.torch.pickle.Node;
import io.github.alpharl.torch.pickle.PickleMachine;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A file of {@code torch.save}, or an item of a distributed checkpoint, read as data.
 *
 * @param subject what errors name
 * @param root the value that was saved
 * @param storages the elements of its tensors
 */
public record TorchFile(Subject subject, Node root, Storages storages) {

  /** What to do with a damaged one. */
  public static final String ADVICE =
      "torch.save writes no such file, so it is damaged or no checkpoint; copy or save it again";

  private static final long MAX_PICKLE = 64L << 20;
  private static final int MAX_WORD = 16;

  /** The first two bytes of what gzip writes. */
  private static final int GZIP = 0x8b1f;

  /**
   * Reads {@code bytes}.
   *
   * @throws BadDataException if it is cut off, damaged, or of a form that is not read
   */
  public static TorchFile read(MemorySegment bytes, Subject subject) {
    if (ZipArchive.begins(bytes)) {
      return archive(bytes, subject);
    }
    if (!LegacyStream.begins(bytes)) {
      refuseOthers(bytes, subject);
      throw subject.bad(
          "is neither a zip archive nor a pickle: it is empty, cut off, a Git LFS pointer or no"
              + " file of torch.save");
    }
    LegacyStream stream = new LegacyStream(bytes, MAX_PICKLE, subject);
    return new TorchFile(subject, stream.root(), stream);
  }

  private static TorchFile archive(MemorySegment bytes, Subject subject) {
    ZipArchive archive = ZipArchive.open(bytes, subject);
    refuse(
        archive.has("constants.pkl"),
        "is a TorchScript program and no state dict",
        "torch.jit.load(sys.argv[1], map_location='cpu').state_dict()",
        subject);
    refuse(
        archive.has("archive_format") && !archive.has("data.pkl"),
        "is a program of torch.export and no state dict",
        "torch.export.load(sys.argv[1]).state_dict",
        subject);
    refuse(
        archive.isPacked("data.pkl") || archive.isPacked("byteorder"),
        "was zipped anew with compression, and cannot be mapped",
        "torch.load(sys.argv[1], map_location='cpu')",
        subject);
    if (archive.has("byteorder")) {
      byte[] order = archive.read("byteorder", MAX_WORD).toArray(ValueLayout.JAVA_BYTE);
      refuse(
          !new String(order, StandardCharsets.ISO_8859_1).equals("little"),
          "was written by a big-endian machine, whose files are not read",
          "torch.load(sys.argv[1], map_location='cpu')",
          subject);
    }
    MemorySegment pickle = archive.read("data.pkl", MAX_PICKLE);
    return new TorchFile(
        subject, PickleMachine.only(pickle, subject.part(subject.part() + "data.pkl")), archive);
  }

  /** Files of other kinds under the name of one of torch, known by their first bytes. */
  private static void refuseOthers(MemorySegment bytes, Subject subject) {
    String file = Wording.shell(subject.file());
    if (bytes.byteSize() > 8 && Little.read(bytes, 8, 1).get(ValueLayout.JAVA_BYTE, 0) == '{') {
      String target = Wording.shell(subject.file().resolveSibling("model.safetensors"));
      throw new Subject(subject.file(), subject.part(), "rename it: mv " + file + " " + target)
          .bad("is a safetensors file and none of torch.save");
    }
    boolean gzip = bytes.byteSize() > 4 && (Little.i32(bytes, 0) & 0xffff) == GZIP;
    new Subject(
            subject.file(),
            subject.part(),
            "unpack it: gzip -dc " + file + " > OUT/pytorch_model.bin")
        .require(!gzip, "is compressed by gzip and cannot be mapped");
  }

  private static void refuse(boolean holds, String what, String loaded, Subject subject) {
    if (holds) {
      throw convertible(what, loaded, subject);
    }
  }

  /** The refusal of a sound file that torch turns into one that is read, once {@code loaded}. */
  public static BadDataException convertible(String what, String loaded, Subject subject) {
    String command =
        "save what is in it in the usual form: python -c \"import sys, torch; torch.save("
            + loaded
            + ", sys.argv[2])\" "
            + Wording.shell(subject.file())
            + " OUT/pytorch_model.bin";
    return new Subject(subject.file(), subject.part(), command).bad("%s", what);
  }
}

package io.github.alpharl.bucket.object;

import io.github.alpharl.bucket.object.ObjectStore.Item;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.AlphaRlException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Sending files so that they appear as a whole or not at all: small at once, large in parts. */
final class S3Sending {

  /** A store takes at most 10,000 parts, each of at least 5 MiB. */
  private static final long PART = 16L << 20;

  private static final int MOST_PARTS = 10_000;

  /** Of an object's own data. */
  private static final String WORD = "alpharl-sent";

  private final S3Client client;
  private final Path file;
  private final BucketPlace place;
  private final long size;

  /** By which an object is known as sent by this, where the store's answer was lost. */
  private final String word = UUID.randomUUID().toString();

  private S3Sending(S3Client client, Path file, BucketPlace place, long size) {
    this.client = client;
    this.file = file;
    this.place = place;
    this.size = size;
  }

  /** {@code file} on its way to {@code place}; large parts are there when this returns. */
  static ObjectStore.Sent of(S3Client client, Path file, BucketPlace place) {
    try {
      S3Sending sending = new S3Sending(client, file, place, Files.size(file));
      return sending.size <= PART ? sending.new Small() : sending.large();
    } catch (IOException e) {
      throw Disk.failed("cannot read", file, e);
    } catch (SdkException e) {
      throw S3Failures.of(place, e);
    }
  }

  /**
   * The object, if it was shown nevertheless: a request whose answer was lost is repeated, and then
   * refused, as what it shows is there already.
   */
  private Optional<Item> shown() {
    try {
      HeadObjectResponse answer =
          client.headObject(request -> request.bucket(place.bucket()).key(place.key()));
      boolean own = word.equals(answer.metadata().get(WORD));
      return own ? Optional.of(item(answer.eTag())) : Optional.empty();
    } catch (SdkException e) {
      return Optional.empty(); // the first failure counts
    }
  }

  private Item item(String tag) {
    return new Item(place, size, tag, Instant.now());
  }

  /** One request, which is sent when it is shown. */
  private final class Small implements ObjectStore.Sent {

    @Override
    public Item show(boolean mustBeNew) {
      try {
        String tag =
            client
                .putObject(
                    request ->
                        request
                            .bucket(place.bucket())
                            .key(place.key())
                            .metadata(Map.of(WORD, word))
                            .ifNoneMatch(mustBeNew ? "*" : null),
                    RequestBody.fromFile(file))
                .eTag();
        return item(tag);
      } catch (SdkException e) {
        return shown().orElseThrow(() -> S3Failures.of(place, e));
      }
    }

    @Override
    public void forget() {
      // Nothing was sent.
    }
  }

  private Large large() {
    String upload =
        client
            .createMultipartUpload(
                request ->
                    request.bucket(place.bucket()).key(place.key()).metadata(Map.of(WORD, word)))
            .uploadId();
    Large large = new Large(upload);
    try {
      large.sendParts();
      return large;
    } catch (RuntimeException | Error e) {
      large.forget();
      throw e;
    }
  }

  /** Parts, which are put together when they are shown. */
  private final class Large implements ObjectStore.Sent {

    private final String upload;
    private final long length = Math.max(PART, Math.ceilDiv(size, MOST_PARTS));
    private List<CompletedPart> parts = List.of();

    Large(String upload) {
      this.upload = upload;
    }

    void sendParts() {
      parts =
          LongStream.range(0, Math.ceilDiv(size, length))
              .parallel()
              .mapToObj(i -> sendPart(Math.toIntExact(i)))
              .toList();
    }

    private CompletedPart sendPart(int i) {
      long start = i * length;
      long count = Math.min(length, size - start);
      ContentStreamProvider content = () -> stream(start, count);
      String tag =
          client
              .uploadPart(
                  request ->
                      request
                          .bucket(place.bucket())
                          .key(place.key())
                          .uploadId(upload)
                          .partNumber(i + 1),
                  RequestBody.fromContentProvider(content, count, "application/octet-stream"))
              .eTag();
      return CompletedPart.builder().partNumber(i + 1).eTag(tag).build();
    }

    private InputStream stream(long start, long count) {
      try {
        FileChannel channel = FileChannel.open(file).position(start);
        return new LimitedStream(Channels.newInputStream(channel), count);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Item show(boolean mustBeNew) {
      try {
        String tag =
            client
                .completeMultipartUpload(
                    request ->
                        request
                            .bucket(place.bucket())
                            .key(place.key())
                            .uploadId(upload)
                            .ifNoneMatch(mustBeNew ? "*" : null)
                            .multipartUpload(all -> all.parts(parts)))
                .eTag();
        return item(tag);
      } catch (SdkException e) {
        return shown().orElseThrow(() -> failed(e));
      }
    }

    private AlphaRlException failed(SdkException cause) {
      forget();
      return S3Failures.of(place, cause);
    }

    @Override
    public void forget() {
      try {
        client.abortMultipartUpload(
            request -> request.bucket(place.bucket()).key(place.key()).uploadId(upload));
      } catch (SdkException e) {
        // The store keeps unseen parts until its own rule for unfinished uploads deletes them.
      }
    }
  }
}

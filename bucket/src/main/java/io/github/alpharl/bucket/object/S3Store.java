package io.github.alpharl.bucket.object;

import io.github.alpharl.bucket.memory.Ranges;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A store that speaks S3. Credentials, region and endpoint are those that the SDK finds: profiles,
 * {@code AWS_…} variables, the roles of machines and containers.
 */
public final class S3Store implements ObjectStore {

  /** Kept open beside one another; the JDK's default is 5. */
  static final int CONNECTIONS = 16;

  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final int TRIES = 6;
  private static final long PAUSE_MS = 100;
  private static final int BUFFER = 1 << 16;

  private final S3Client client;

  /** The store of this process's settings. */
  public S3Store() {
    if (System.getProperty("http.maxConnections") == null) {
      System.setProperty("http.maxConnections", String.valueOf(CONNECTIONS));
    }
    try {
      this.client = builder().build();
    } catch (SdkException e) {
      throw EnvironmentException.because("cannot ask the object store: " + e.getMessage(), e);
    }
  }

  private static S3ClientBuilder builder() {
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(SILENCE))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .forcePathStyle(hasEndpoint())
        .crossRegionAccessEnabled(!hasEndpoint())
        .region(region());
  }

  /** Stores other than Amazon's rarely have a host name for each bucket. */
  private static boolean hasEndpoint() {
    return List.of("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL").stream()
            .anyMatch(name -> System.getenv(name) != null)
        || List.of("aws.endpointUrlS3", "aws.endpointUrl").stream()
            .anyMatch(name -> System.getProperty(name) != null);
  }

  private static Region region() {
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException none) {
      return Region.US_EAST_1; // where the bucket is another, the store says so and is followed
    }
  }

  /** Not all that begins with {@code run}: beside it there may be {@code run2} with many more. */
  @Override
  public List<Item> list(BucketPlace place) {
    String key = place.key();
    try {
      Stream<S3Object> own = key.isEmpty() ? Stream.empty() : first(place).stream();
      Stream<S3Object> below =
          below(place, key.isEmpty() ? "" : key + "/").stream()
              .filter(object -> !object.key().endsWith("/")); // the mark of a folder
      return Stream.concat(own, below).map(object -> item(place, object)).toList();
    } catch (SdkException e) {
      throw S3Failures.of(place, e);
    }
  }

  /** The object of this key, which comes before all others that begin with it. */
  private List<S3Object> first(BucketPlace place) {
    return client
        .listObjectsV2(request -> from(request, place.bucket(), place.key()).maxKeys(1))
        .contents()
        .stream()
        .filter(object -> object.key().equals(place.key()))
        .toList();
  }

  private List<S3Object> below(BucketPlace place, String prefix) {
    List<S3Object> found = new ArrayList<>();
    Set<String> tokens = new HashSet<>();
    for (String token = null; token != null || tokens.isEmpty(); ) {
      String next = token;
      ListObjectsV2Response page =
          client.listObjectsV2(
              request -> from(request, place.bucket(), prefix).continuationToken(next));
      found.addAll(page.contents());
      token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
      if (page.isTruncated() == null || !tokens.add(String.valueOf(token))) {
        throw EnvironmentException.of(
            "%s: the store's answer is no list of objects that ends; check the endpoint", place);
      }
    }
    return found;
  }

  /** Encoded, as a key may hold what XML cannot. */
  private static ListObjectsV2Request.Builder from(
      ListObjectsV2Request.Builder request, String bucket, String prefix) {
    return request.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL);
  }

  private static Item item(BucketPlace place, S3Object object) {
    return new Item(place.at(object.key()), object.size(), object.eTag(), object.lastModified());
  }

  @Override
  public void read(Item item, long from, long to, Ranges.Target target) throws IOException {
    long[] next = {from};
    for (int attempt = 1; next[0] < to; attempt++) {
      try {
        readOnce(item, next, to, target);
      } catch (BrokenStream e) {
        if (attempt == TRIES) {
          throw EnvironmentException.because(
              item.place() + ": the connection broke " + TRIES + " times (" + e.getMessage() + ")",
              e);
        }
        pause(attempt);
      } catch (SdkException e) {
        throw S3Failures.reading(item, e);
      }
    }
  }

  /** A connection that ended within an answer: the rest can be asked for again. */
  private static final class BrokenStream extends IOException {

    private static final long serialVersionUID = 1;

    BrokenStream(String message, IOException cause) {
      super(message, cause);
    }
  }

  private void readOnce(Item item, long[] next, long to, Ranges.Target target) throws IOException {
    long from = next[0];
    ResponseInputStream<GetObjectResponse> in =
        client.getObject(
            request ->
                request
                    .bucket(item.place().bucket())
                    .key(item.place().key())
                    .ifMatch(item.tag())
                    .range("bytes=" + from + "-" + (to - 1)));
    try {
      requireSame(item, in.response());
      requireRange(item, in.response(), from, to);
      byte[] buffer = new byte[BUFFER];
      while (next[0] < to) {
        int count = receive(in, buffer, to - next[0]);
        target.put(next[0], ByteBuffer.wrap(buffer, 0, count));
        next[0] += count;
      }
      in.close();
    } catch (IOException | RuntimeException | Error e) {
      in.abort();
      throw e;
    }
  }

  private static int receive(InputStream in, byte[] buffer, long most) throws BrokenStream {
    try {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, most));
      if (count > 0) {
        return count;
      }
    } catch (IOException e) {
      throw new BrokenStream(String.valueOf(e.getMessage()), e);
    }
    throw new BrokenStream("the answer ended early", null);
  }

  /** Some stores know no conditions. */
  private static void requireSame(Item item, GetObjectResponse answer) {
    if (item.tag() == null) {
      throw EnvironmentException.of(
          "%s: the store gives no ETag, so that nobody notices when it is replaced", item.place());
    }
    if (!item.tag().equals(answer.eTag())) {
      throw S3Failures.changed(item, false);
    }
  }

  /** Bytes of another place would be weights of another matrix. */
  private static void requireRange(Item item, GetObjectResponse answer, long from, long to) {
    String expected = "bytes " + from + "-" + (to - 1) + "/" + item.size();
    boolean whole = from == 0 && to == item.size() && answer.contentLength() == to;
    if (!expected.equals(answer.contentRange()) && !whole) {
      throw EnvironmentException.of(
          "%s: asked for '%s', the store answered with %s; it cannot be read in ranges",
          item.place(),
          expected,
          answer.contentRange() == null ? "no range" : "'" + answer.contentRange() + "'");
    }
  }

  private static void pause(int attempt) {
    try {
      Thread.sleep(PAUSE_MS << attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Sent send(Path file, BucketPlace place) {
    return S3Sending.of(client, file, place);
  }

  @Override
  public void delete(BucketPlace place) {
    try {
      client.deleteObject(request -> request.bucket(place.bucket()).key(place.key()));
    } catch (SdkException e) {
      throw S3Failures.of(place, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}

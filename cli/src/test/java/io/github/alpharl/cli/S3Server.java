package io.github.alpharl.cli;

import java.net.URI;
import java.nio.file.Path;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** An object store that speaks S3 and checks signatures; buckets are folders, objects files. */
final class S3Server implements AutoCloseable {

  static final String KEY = "the-key-of-a-test";
  static final String SECRET = "the-secret-of-a-test";

  private static final long LARGEST = 1L << 30;

  private final S3Proxy server;

  private S3Server(S3Proxy server) {
    this.server = server;
  }

  /** Serves the folders below {@code root}. */
  static S3Server start(Path root) throws Exception {
    FilesystemNio2BlobStore store = new FilesystemNio2BlobStore(root.toString());
    S3Proxy server =
        S3Proxy.builder()
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
            .blobStore(store)
            .maxSinglePartObjectSize(LARGEST)
            .v4MaxNonChunkedRequestSize(LARGEST)
            .v4MaxChunkSize(1 << 25)
            .build();
    server.setBlobStoreLocator(
        (identity, bucket, object) ->
            identity == null || identity.equals(KEY) ? new AccessGrant(SECRET, store) : null);
    server.start();
    return new S3Server(server);
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

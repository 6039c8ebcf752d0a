package io.github.alpharl.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Passes bytes between clients and a server on this machine, and fails as it is told. */
final class Relay implements AutoCloseable {

  private static final byte[] FAILURE =
      "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket entry;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Connections whose first request is answered by status 500. */
  final AtomicInteger failures = new AtomicInteger();

  /** Connections that are cut after {@link #CUT} bytes of an answer. */
  final AtomicInteger cuts = new AtomicInteger();

  /** Answers that are lost though what a model's configuration was sent for has been done. */
  final AtomicInteger lost = new AtomicInteger();

  /** Of an answer, before it is cut. */
  static final int CUT = 150_000;

  /** Requests that hold these words are answered by status 500. */
  volatile String broken = "no such request";

  /** Pause before each piece of an answer. */
  volatile long delayMs;

  /** Told each request for a range before it is passed on. */
  volatile Consumer<String> beforeRange = request -> {};

  /** Bytes of answers. */
  final AtomicLong passed = new AtomicLong();

  Relay(int target) throws IOException {
    this.target = target;
    this.entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return entry.getLocalPort();
  }

  private void accept() {
    while (!entry.isClosed()) {
      try {
        Socket client = entry.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        client.getInputStream().read(new byte[1 << 14]);
        client.getOutputStream().write(FAILURE);
        return;
      }
      AtomicBoolean losing = new AtomicBoolean();
      Thread.ofVirtual().start(() -> requests(client, server, losing));
      answers(server.getInputStream(), client.getOutputStream(), losing);
    } catch (IOException ended) {
      // By either side.
    }
  }

  private void requests(Socket client, Socket server, AtomicBoolean losing) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = client.getInputStream();
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        String request = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
        if (request.contains(broken)) {
          client.getOutputStream().write(FAILURE);
          client.close();
          return;
        }
        if (request.contains("ange: bytes=")) {
          beforeRange.accept(request);
        }
        boolean configuration = request.startsWith("PUT ") && request.contains("/config.json");
        if (configuration && lost.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          losing.set(true);
        }
        server.getOutputStream().write(buffer, 0, count);
      }
      server.shutdownOutput();
    } catch (IOException ended) {
      // By either side.
    }
  }

  private void answers(InputStream in, OutputStream out, AtomicBoolean losing) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long ofConnection = 0;
    for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
      pause();
      boolean goesOn = new String(buffer, 0, count, StandardCharsets.ISO_8859_1).contains(" 100 ");
      if (losing.get() && !goesOn) {
        return;
      }
      out.write(buffer, 0, count);
      passed.addAndGet(count);
      ofConnection += count;
      if (ofConnection > CUT && cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        return;
      }
    }
  }

  private void pause() {
    if (delayMs > 0) {
      try {
        Thread.sleep(delayMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    try {
      entry.close();
      for (Socket client : open) {
        client.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.github.alpharl.testkit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

/** An HTTP server of this machine that keeps the bodies that are sent to it. */
public final class Receiver implements AutoCloseable {

  private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final HttpServer server;

  /** Answers the n-th request, from 1, with {@code status} of n. */
  public Receiver(IntUnaryOperator status) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(status.applyAsInt(calls.incrementAndGet()), -1);
          exchange.close();
        });
    server.start();
  }

  /** The address of {@code path}, such as {@code /hook}. */
  public String address(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** What came, in its order. */
  public BlockingQueue<String> bodies() {
    return bodies;
  }

  /** How many requests came. */
  public int calls() {
    return calls.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package com.nexora.streams.query;

import com.nexora.streams.intake.ByteBudget;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Collects a body as it arrives, without a thread that waits for it: a caller who sends one byte a
 * second then costs some memory, not a worker.
 */
final class BodyReader implements ReadListener {

  /**
   * Bytes of a refused body that are read and thrown away. Whoever is still writing when the
   * connection is closed does not get to see why.
   */
  static final long DRAINED = 16L << 20;

  private static final int CHUNK = 16 * 1024;

  private final ServletInputStream in;
  private final long most;
  private final ByteBudget.Share memory;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private @Nullable Problem refusal;
  private long drained;

  private BodyReader(final ServletInputStream in, final long most, final ByteBudget.Share memory) {
    this.in = in;
    this.most = most;
    this.memory = memory;
  }

  /**
   * Reads a body to its end.
   *
   * @param most bytes that are taken
   * @param memory from which every byte is taken
   * @return fails with a {@link Problem}: 413 if there are more, 503 if there is no memory for
   *     them, 400 if the body ends early
   */
  static CompletableFuture<byte[]> read(
      final ServletInputStream in, final long most, final ByteBudget.Share memory) {
    final BodyReader reader = new BodyReader(in, most, memory);
    in.setReadListener(reader);
    return reader.body;
  }

  /**
   * Reads a body that nobody wants, so that who sends it can read the answer: a connection that is
   * closed while bytes arrive is reset, and the answer is lost with it.
   *
   * @param why the request is refused
   * @return fails with it, once the body has ended or there is too much of it
   */
  static CompletableFuture<byte[]> refuse(final ServletInputStream in, final Problem why) {
    final BodyReader reader = new BodyReader(in, 0, new ByteBudget(0).share());
    reader.refusal = why;
    in.setReadListener(reader);
    return reader.body;
  }

  @Override
  public void onDataAvailable() throws IOException {
    final byte[] chunk = new byte[CHUNK];
    while (!body.isDone() && in.isReady()) {
      final int got = in.read(chunk);
      if (got < 0) {
        return; // onAllDataRead follows
      }
      take(chunk, got);
    }
  }

  private void take(final byte[] chunk, final int bytes) {
    if (refusal == null && read.size() + bytes > most) {
      refusal = Problem.bodyTooLarge(most);
    } else if (refusal == null && !memory.more(bytes)) {
      refusal = Problem.unavailable("The server has as much to take in as it can.");
    }
    if (refusal == null) {
      read.write(chunk, 0, bytes);
      return;
    }
    drained += bytes;
    if (drained > DRAINED) {
      body.completeExceptionally(refusal);
    }
  }

  @Override
  public void onAllDataRead() {
    if (refusal == null) {
      body.complete(read.toByteArray());
    } else {
      body.completeExceptionally(refusal);
    }
  }

  @Override
  public void onError(final Throwable error) {
    body.completeExceptionally(
        refusal == null ? Problem.badRequest("The body ended before it was complete.") : refusal);
  }
}

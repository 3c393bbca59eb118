package com.nexora.streams.query;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Problem details for what the server refuses before any route is reached: a malformed URL, one
 * that is too long, a request during shutdown.
 */
final class ProblemErrors extends ErrorHandler {

  @Override
  protected void generateResponse(
      final Request request,
      final Response response,
      final int code,
      final String message,
      final Throwable cause,
      final Callback callback) {
    final Problem problem = Problem.ofStatus(code, detail(code));
    problem.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Json.PROBLEM);
    response.setStatus(problem.status());
    response.write(true, ByteBuffer.wrap(Json.bytes(problem.body("about:blank"))), callback);
  }

  private static String detail(final int code) {
    return switch (code) {
      case 404 -> "There is no such route.";
      case 414 -> "The request line is longer than the server takes.";
      case 431 -> "The headers are longer than the server takes.";
      case 503 -> "The server is shutting down or has as many requests as it can take.";
      default -> "The request line or a header is not valid HTTP.";
    };
  }
}

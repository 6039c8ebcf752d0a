package io.github.alpharl.bucket.object;

import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What a store answers, as a sentence; never with what it was asked by, which may be secret. */
final class S3Failures {

  private static final int FORBIDDEN = 403;
  private static final int UNAUTHORIZED = 401;
  private static final int GONE = 404;
  private static final int CHANGED = 412;
  private static final int SERVER = 500;
  private static final int MOVED = 301;
  private static final int ELSEWHERE = 307;

  private static final String REGION =
      "the bucket lies in another region%2$s (%1$s); set AWS_REGION to it, and the endpoint if one"
          + " is set";
  private static final String EXPIRED =
      "the credentials have expired (%s); renew them and run the same command again";

  /** Answers whose code says more than their status. */
  private static final Map<String, String> BY_CODE =
      Map.of(
          "AuthorizationHeaderMalformed",
          REGION,
          "IllegalLocationConstraintException",
          REGION,
          "ExpiredToken",
          EXPIRED,
          "TokenRefreshRequired",
          EXPIRED,
          "RequestTimeTooSkewed",
          "this machine's clock is too far from the store's (%s); set it",
          "InvalidObjectState",
          "lies in an archive (%s); restore it first");

  private S3Failures() {}

  /** The failure {@code cause} of a request for {@code place}. */
  static AlphaRlException of(BucketPlace place, SdkException cause) {
    return cause instanceof AwsServiceException answer
        ? answered(place, answer)
        : unanswered(place, cause);
  }

  /** Like {@link #of}, of a version that was there. */
  static AlphaRlException reading(ObjectStore.Item item, SdkException cause) {
    int code = cause instanceof AwsServiceException answer ? answer.statusCode() : 0;
    return code == CHANGED || code == GONE ? changed(item, code == GONE) : of(item.place(), cause);
  }

  /** The failure to find {@code item} as it was listed. */
  static BadDataException changed(ObjectStore.Item item, boolean gone) {
    String place = item.place().toString();
    return BadDataException.of(
            "%s: was %s while it was read (%d bytes when it was listed); wait until the checkpoint is"
                + " complete and kept, then run again",
            place, gone ? "deleted" : "replaced", item.size())
        .on(place)
        .as(Defect.CHANGED);
  }

  private static EnvironmentException answered(BucketPlace place, AwsServiceException answer) {
    int status = answer.statusCode();
    AwsErrorDetails details = answer.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : details.errorCode();
    String what = (status + " " + code).strip();
    String sentence = BY_CODE.getOrDefault(code, byStatus(status));
    return EnvironmentException.because(
        place + ": " + sentence.formatted(what, region(answer)), status >= SERVER ? answer : null);
  }

  private static String byStatus(int status) {
    return switch (status) {
      case MOVED, ELSEWHERE -> REGION;
      case FORBIDDEN, UNAUTHORIZED ->
          "the store refuses access (%s); check the credentials, their rights and the region";
      case GONE -> "is not there (%s); check the bucket's name, the endpoint and the region";
      case CHANGED -> "exists already (%s); remove it or choose another output";
      default ->
          status >= SERVER
              ? "the store failed again and again (%s); run again later"
              : "the store refuses the request (%s)";
    };
  }

  /** Such as {@code , eu-west-1}, where the answer says it. */
  private static String region(AwsServiceException answer) {
    return Optional.ofNullable(answer.awsErrorDetails())
        .map(AwsErrorDetails::sdkHttpResponse)
        .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"))
        .map(name -> ", " + name)
        .orElse("");
  }

  private static EnvironmentException unanswered(BucketPlace place, SdkException cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.contains("Unable to load credentials")) {
      return EnvironmentException.of(
          "%s: no credentials were found; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
              + " AWS_SECRET_ACCESS_KEY, or run where a role gives them",
          place);
    }
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why = root.toString().lines().findFirst().orElse("no reason given");
    String sentence =
        root instanceof IOException && !why.contains(".wstx.")
            ? "the store cannot be reached (%s); check the endpoint and the network"
            : "the store cannot be asked, or its answer is none of S3 (%s); check the endpoint";
    return EnvironmentException.because(place + ": " + sentence.formatted(why), cause);
  }
}

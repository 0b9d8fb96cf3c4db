package io.parley.edge.setting;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Ends a start that lacks a setting with its sentence instead of a stack trace.
public final class SettingMissingAnalyzer extends AbstractFailureAnalyzer<SettingMissing> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, SettingMissing cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()), "Set it in the environment and start again.", cause);
  }
}

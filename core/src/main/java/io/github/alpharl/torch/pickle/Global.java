package io.github.alpharl.torch.pickle;

import io.github.alpharl.failure.Wording;

/** The name of a class or function: nothing looks it up. */
public final class Global implements Node {

  private final String module;
  private final String name;

  Global(String module, String name) {
    this.module = module;
    this.name = name;
  }

  public String module() {
    return module;
  }

  /** Without its module. */
  public String name() {
    return name;
  }

  /** {@code module.name}. */
  public String fullName() {
    return module + "." + name;
  }

  @Override
  public String brief() {
    return Wording.brief(fullName());
  }
}

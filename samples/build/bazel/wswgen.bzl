"""wswgen_package: a Python package from a WSDL, as a declared folder.

The action reads its declared inputs, writes its declared output, and needs neither a home nor a
network, so that it can run in a sandbox or on any machine of a build cluster and be cached.
"""

def _impl(ctx):
    out = ctx.actions.declare_directory(ctx.attr.package)
    args = ctx.actions.args()
    args.add("from-wsdl")
    args.add(ctx.file.wsdl)
    args.add_all(ctx.files.imports)
    args.add("--quiet")
    args.add("--out", out.dirname)
    args.add("--package", ctx.attr.package)
    args.add_all(ctx.attr.only, before_each = "--only")
    if ctx.attr.vendor_runtime:
        args.add("--vendor-runtime")
    if ctx.file.settings:
        args.add("--config", ctx.file.settings)
    else:
        args.add("--no-config")
    ctx.actions.run(
        executable = ctx.executable._wswgen,
        arguments = [args],
        inputs = [ctx.file.wsdl] + ctx.files.imports + ctx.files.settings,
        outputs = [out],
        env = {"PYTHONDONTWRITEBYTECODE": "1"},
        mnemonic = "Wswgen",
        progress_message = "Generating Python from %{input}",
    )
    return [
        DefaultInfo(files = depset([out]), runfiles = ctx.runfiles([out])),
    ]

wswgen_package = rule(
    implementation = _impl,
    attrs = {
        "imports": attr.label_list(allow_files = [".wsdl", ".xsd"]),
        "only": attr.string_list(),
        "package": attr.string(mandatory = True),
        "settings": attr.label(allow_single_file = [".toml"]),
        "vendor_runtime": attr.bool(),
        "wsdl": attr.label(allow_single_file = [".wsdl"], mandatory = True),
        "_wswgen": attr.label(default = "//tools:wswgen", executable = True, cfg = "exec"),
    },
)

//! Compiles `proto/` without protoc.

use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Of the run, not of the compilation: a build folder may serve several checkouts.
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../../proto");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root.join("kontor"), &mut files)?;
    files.sort();
    let mut compiler = protox::Compiler::new([&root])?;
    compiler.include_imports(true).include_source_info(true);
    for file in &files {
        compiler.open_file(file)?;
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    // Encoded by the compiler itself: a detour over prost-types would lose our own options.
    std::fs::write(out.join("descriptors.bin"), compiler.encode_file_descriptor_set())?;
    let mut set = compiler.file_descriptor_set();
    // Comments of the protos are no Rust docs (they link nothing); they stay in descriptors.bin.
    for file in &mut set.file {
        file.source_code_info = None;
    }
    let mut messages = prost_build::Config::new();
    // Events carry the full name of their message (`prost::Name`).
    messages.enable_type_names();
    let services = tonic_prost_build::configure().include_file("kontor.rs").build_transport(false);
    services.compile_fds_with_config(set, messages)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "proto") {
            files.push(path);
        }
    }
    Ok(())
}

# isoplan as a command: docs/container.md. The wheel is built in a stage of its own.
FROM python:3.13-slim AS build
WORKDIR /source
COPY . .
RUN pip install --no-cache-dir -c constraints.txt build \
    && python -m build --wheel --outdir /wheels .

FROM python:3.13-slim
COPY --from=build /wheels /wheels
COPY constraints.txt /wheels/
RUN pip install --no-cache-dir -c /wheels/constraints.txt "$(ls /wheels/*.whl)[mcp,report]" \
    && rm -r /wheels \
    && useradd --uid 10001 --create-home isoplan \
    && install -d -o isoplan /work
USER isoplan
WORKDIR /work
ENTRYPOINT ["isoplan"]
CMD ["--help"]

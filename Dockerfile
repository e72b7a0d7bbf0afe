# tellonce alone: with GRAPH_URL it uses that Neo4j, without it the embedded engine in /data.
FROM python:3.11-slim AS build
WORKDIR /source
RUN python -m venv /opt/tellonce
COPY requirements/core.lock requirements/core.lock
RUN /opt/tellonce/bin/pip install --no-cache-dir --require-hashes --only-binary :all: \
    --requirement requirements/core.lock
COPY . .
RUN /opt/tellonce/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin tellonce \
    && install --directory --owner tellonce --mode 0700 /data
COPY --from=build /opt/tellonce /opt/tellonce
ENV PATH=/opt/tellonce/bin:$PATH PYTHONDONTWRITEBYTECODE=1 TELLONCE_DATA=/data
USER 10001
VOLUME /data
EXPOSE 8420
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python", "-c", \
    "import urllib.request as r; r.urlopen('http://127.0.0.1:8420/health/ready', timeout=4)"]
ENTRYPOINT ["tellonce"]
CMD ["serve"]

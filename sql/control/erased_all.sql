SELECT mark, erased_at FROM erased;

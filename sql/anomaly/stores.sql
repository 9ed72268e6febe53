-- Stores and the last day of those that have closed for good.
SELECT code, closed_on, region FROM store ORDER BY code
